import { AUTHENTICATION } from './authentication.js'
import { DATA_LAYERS } from './data-layers.js'
import deno from './deno/index.js'
import express from './express/index.js'
import language from './language/index.js'
import next from './next/index.js'
import type { Plugin } from './plugin.js'
import supabase from './supabase/index.js'
import { SERVICES } from './services.js'
import { VALIDATION } from './validation.js'
import vercel from './vercel/index.js'
import web from './web/index.js'

/** Every plugin. Earlier ones are asked first. */
export const PLUGINS: readonly Plugin[] = [
  ...AUTHENTICATION,
  ...VALIDATION,
  ...SERVICES,
  deno,
  web,
  language,
  express,
  next,
  vercel,
  supabase,
  ...DATA_LAYERS,
]
