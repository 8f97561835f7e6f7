import type { Package, Source } from '#source/source'
import { type DatabaseKind, databaseKind, talksToDatabase } from './database-kind.js'
import { readsFormsOnly } from './forms.js'
import { importsOf } from './imports.js'
import { type Manager, managerOf } from './manager.js'
import { type StartWay, startWays } from './start-ways.js'

/** What kind of app it is, as far as booting it goes. */
export interface Recognised {
  /** The folder that is run, relative to the app's. */
  readonly folder: string
  readonly package: Package
  /** Folders of servers beside it that are not run. */
  readonly others: readonly string[]
  readonly manager: Manager
  /** `next`, `vite`, `nest`, `node`, … */
  readonly framework: string
  readonly database: DatabaseKind
  /** It talks to a MongoDB, beside its database or as that. */
  readonly mongodb: boolean
  readonly redis: boolean
  readonly orm: 'prisma' | 'drizzle' | 'sequelize' | 'typeorm' | 'knex' | undefined
  /** It reads bodies as forms send them, and no others. */
  readonly formsOnly: boolean
  /** The script that builds it, where there is one that starting needs. */
  readonly build: string | undefined
  /** Ways to start it, best first. */
  readonly starts: readonly StartWay[]
}

/** `undefined` where no package can be run. */
export function recognise(source: Source): Recognised | undefined {
  const [own, ...rest] = packagesToRun(source)
  if (!own) return undefined
  const imports = importsOf(source, own)
  const dependencies = { ...own.dependencies, ...own.devDependencies }
  const has = (name: string): boolean => name in dependencies
  const framework = has('next')
    ? 'next'
    : has('nuxt')
      ? 'nuxt'
      : has('@remix-run/node') || has('@react-router/node')
        ? 'remix'
        : has('@sveltejs/kit')
          ? 'sveltekit'
          : has('astro')
            ? 'astro'
            : has('@nestjs/core')
              ? 'nest'
              : serverLibrary(imports)
                ? 'node'
                : has('vite')
                  ? 'vite'
                  : 'node'
  return {
    folder: own.folder,
    package: own,
    // A root that serves nothing itself starts those that do.
    others: isServer(own)
      ? rest.filter(one => isServer(one) && !ASIDE.test(one.folder) && !OUTDATED.test(one.folder)).map(one => one.folder)
      : [],
    manager: managerOf(source, own.folder),
    framework,
    database: databaseKind(source, imports, own),
    mongodb: ['mongodb', 'mongoose'].some(name => imports.has(name)),
    redis: [...imports].some(isOfRedis),
    orm:
      has('prisma') || imports.has('@prisma/client')
        ? 'prisma'
        : imports.has('drizzle-orm')
          ? 'drizzle'
          : imports.has('sequelize')
            ? 'sequelize'
            : imports.has('typeorm')
              ? 'typeorm'
              : imports.has('knex')
                ? 'knex'
                : undefined,
    formsOnly: readsFormsOnly(source, own),
    build: own.scripts['build'],
    starts: startWays(source, own, framework),
  }
}

const SERVERS = ['express', 'fastify', 'hono', 'koa', '@hapi/hapi', 'polka', 'restify', '@hono/node-server', 'elysia']
const serverLibrary = (imports: ReadonlySet<string>): boolean => SERVERS.some(name => imports.has(name))

const RUNNABLE = /^(?:start|dev|serve|preview|start:\w+)$/

const isServer = (one: Package): boolean =>
  ['next', 'nuxt', '@nestjs/core', ...SERVERS].some(name => name in one.dependencies) &&
  Object.keys(one.scripts).some(name => RUNNABLE.test(name))

/** Whoever hashes passwords keeps the accounts. */
const HASHES = ['bcrypt', 'bcryptjs', 'argon2', '@node-rs/argon2', '@node-rs/bcrypt']
const ASIDE = /example|docs|e2e|test|site/
const OUTDATED = /(?:^|\/)(?:legacy|old|archived?|deprecated|backup)(?:\/|$)/

/** What can be run, the package to run first: the root's when it can start, else the workspace that looks most like a server. */
function packagesToRun(source: Source): readonly Package[] {
  const able = source.packages.filter(one => Object.keys(one.scripts).some(name => RUNNABLE.test(name)) || one.main !== undefined)
  const several = able.length > 1
  const weight = (one: Package): number => {
    const all = { ...one.dependencies, ...one.devDependencies }
    const serves = 'next' in all || 'nuxt' in all || '@nestjs/core' in all || SERVERS.some(name => name in all)
    const delegates = one.folder === '' && Object.keys(all).length < 6 && source.packages.length > 1
    return (
      (serves ? 100 : 0) +
      ('next' in all ? 20 : 0) +
      ('vite' in all ? 10 : 0) +
      (delegates ? 0 : 5) +
      // Where pages and their server are apart, what matters is where the data is.
      (several && talksToDatabase(importsOf(source, one)) ? 30 : 0) +
      // Of several servers, the one where people sign in.
      (HASHES.some(name => name in all) ? 0.5 : 0) +
      (ASIDE.test(one.folder) ? -200 : 0) -
      (OUTDATED.test(one.folder) ? 150 : 0) -
      one.folder.split('/').length
    )
  }
  const weights = new Map(able.map(one => [one, weight(one)]))
  return able.toSorted((a, b) => weights.get(b)! - weights.get(a)!)
}

/** Clients, and what has one inside (`cache-manager-redis-yet`, `@nestjs/bull`, `rate-limit-redis`); Upstash is asked over HTTP. */
const isOfRedis = (name: string): boolean =>
  /(?:^|[/-])(?:io)?redis(?:$|-)|(?:^|\/)bull(?:mq)?$/.test(name) && !/upstash|mock|memory/.test(name)
