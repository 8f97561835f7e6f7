import betterAuth from './better-auth/index.js'
import clerk from './clerk/index.js'
import crypto from './crypto/index.js'
import expressJwt from './express-jwt/index.js'
import expressSession from './express-session/index.js'
import firebaseAuth from './firebase-auth/index.js'
import hostedAuth from './hosted-auth/index.js'
import ironSession from './iron-session/index.js'
import jose from './jose/index.js'
import jsonwebtoken from './jsonwebtoken/index.js'
import lucia from './lucia/index.js'
import nextAuth from './next-auth/index.js'
import passport from './passport/index.js'
import passwords from './passwords/index.js'
import type { Plugin } from './plugin.js'

/** Libraries that find out who is calling, and what they are built from. */
export const AUTHENTICATION: readonly Plugin[] = [
  expressSession,
  passport,
  jsonwebtoken,
  jose,
  expressJwt,
  nextAuth,
  clerk,
  betterAuth,
  hostedAuth,
  ironSession,
  lucia,
  firebaseAuth,
  passwords,
  crypto,
]
