import type { StandInFactory } from './factory.js'
import { firebase } from './firebase/index.js'
import { kv } from './kv/index.js'
import { mail } from './mail/index.js'
import { models } from './models/index.js'
import { oidc } from './oidc/index.js'
import { payments } from './payments/index.js'
import { sentry } from './sentry/index.js'
import { sms } from './sms/index.js'
import { storage } from './storage/index.js'
import { stripe } from './stripe/index.js'
import { supabase } from './supabase/index.js'
import { unknown } from './unknown/index.js'

export type { StandInFactory } from './factory.js'

/** Every stand-in over HTTP: the first that answers for a host is asked, and the last one answers for everybody. */
export const STAND_INS: readonly StandInFactory[] = [
  stripe,
  supabase,
  payments,
  models,
  mail,
  sms,
  storage,
  sentry,
  firebase,
  kv,
  oidc,
  unknown,
]
