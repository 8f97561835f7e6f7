import ai from './ai/index.js'
import aiSdk from './ai/sdk.js'
import cors from './cors/index.js'
import csrf from './csrf/index.js'
import danger from './danger/index.js'
import pattern from './danger/pattern.js'
import templates from './danger/templates.js'
import helmet from './helmet/index.js'
import httpClients from './http-clients/index.js'
import inject from './inject/index.js'
import limiters from './limiters/index.js'
import loggers from './loggers/index.js'
import astro from './astro/index.js'
import aws from './mail/aws.js'
import bots from './mail/bots.js'
import mail from './mail/index.js'
import middleware from './middleware/index.js'
import node from './node/index.js'
import permissions from './permissions/index.js'
import react from './react/index.js'
import sentry from './sentry/index.js'
import stripe from './stripe/index.js'
import payments from './stripe/payments.js'
import uploads from './uploads/index.js'
import storage from './uploads/storage.js'
import webhook from './webhook/index.js'
import fastify from './fastify/index.js'
import hono from './hono/index.js'
import koa from './koa/index.js'
import trpc from './trpc/index.js'
import graphql from './graphql/index.js'
import nest from './nest/index.js'
import nuxt from './nuxt/index.js'
import reactRouter from './react-router/index.js'
import sveltekit from './sveltekit/index.js'
import tanstackStart from './tanstack-start/index.js'
import type { Plugin } from './plugin.js'

/** Outside services, what reaches beyond the app, and what is set up once. */
export const SERVICES: readonly Plugin[] = [
  fastify,
  hono,
  koa,
  nest,
  nuxt,
  reactRouter,
  sveltekit,
  tanstackStart,
  trpc,
  graphql,
  ai,
  aiSdk,
  astro,
  aws,
  bots,
  cors,
  csrf,
  danger,
  helmet,
  httpClients,
  inject,
  limiters,
  loggers,
  mail,
  middleware,
  node,
  pattern,
  payments,
  permissions,
  react,
  sentry,
  storage,
  stripe,
  templates,
  uploads,
  webhook,
]
