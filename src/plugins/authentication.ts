import crypto from './crypto/index.js'
import expressJwt from './express-jwt/index.js'
import expressSession from './express-session/index.js'
import jose from './jose/index.js'
import jsonwebtoken from './jsonwebtoken/index.js'
import passport from './passport/index.js'
import passwords from './passwords/index.js'
import type { Plugin } from './plugin.js'

/** Libraries that find out who is calling, and what they are built from. */
export const AUTHENTICATION: readonly Plugin[] = [expressSession, passport, jsonwebtoken, jose, expressJwt, passwords, crypto]
