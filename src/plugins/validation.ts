import ajv from './ajv/index.js'
import celebrate from './celebrate/index.js'
import expressValidator from './express-validator/index.js'
import joi from './joi/index.js'
import type { Plugin } from './plugin.js'
import safeAction from './safe-action/index.js'
import validator from './validator/index.js'
import valibot from './valibot/index.js'
import yup from './yup/index.js'
import zod from './zod/index.js'

/** Libraries that say whether a value is what it should be. */
export const VALIDATION: readonly Plugin[] = [zod, joi, celebrate, yup, valibot, ajv, expressValidator, validator, safeAction]
