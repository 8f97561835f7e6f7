import type { Gap } from '#base/gap'
import type { Source, SourceFile } from '#source/source'
import { takenIn } from '#source/taken'
import { gapsOf, type Unread } from './unread.js'

/** What answers requests, and no plugin reads: that none of its doors is in the report has to be said. */
const UNREAD: readonly (readonly [specifier: RegExp, name: string])[] = [
  [/^(?:@hapi\/hapi|hapi)$/, 'hapi'],
  [/^(?:@adonisjs\/(?:core|framework|http-server)|adonis)(?:\/|$)/, 'AdonisJS'],
  [/^@feathersjs\/(?:express|koa|socketio|configuration|feathers)$/, 'Feathers'],
  [/^sails(?:\/|$)/, 'Sails'],
  [/^(?:elysia|@elysiajs\/.+)$/, 'Elysia'],
  [/^restify$/, 'restify'],
  [/^polka$/, 'Polka'],
  [/^@loopback\/rest$/, 'LoopBack'],
  [/^routing-controllers$/, 'routing-controllers'],
  [/^fastify-decorators$/, 'fastify-decorators'],
  [/^inversify-express-utils$/, 'InversifyJS’s controllers'],
  [/^tsoa$/, 'tsoa'],
  [/^@overnightjs\/core$/, 'OvernightJS'],
  [/^type-graphql$/, 'TypeGraphQL'],
  [/^@tsed\/(?:common|platform-\w+)$/, 'Ts.ED'],
  [/^(?:moleculer-web|moleculer)$/, 'Moleculer'],
  [/^@marblejs\//, 'Marble.js'],
  [/^@orpc\/server$/, 'oRPC'],
  [/^@ts-rest\/(?:express|fastify|nest|next|serverless)$/, 'ts-rest'],
  [/^@solidjs\/start(?:\/|$)/, 'SolidStart'],
  [/^@builder\.io\/qwik-city(?:\/|$)/, 'Qwik City'],
  [/^@redwoodjs\/(?:api|graphql-server)(?:\/|$)/, 'RedwoodJS'],
  [/^(?:meteor\/meteor|meteor\/mongo)$/, 'Meteor'],
  [/^(?:@strapi\/strapi|@strapi\/core)(?:\/|$)/, 'Strapi'],
  [/^@keystone-6\/core(?:\/|$)/, 'Keystone'],
  [/^payload(?:\/|$)/, 'Payload'],
  [/^@medusajs\/(?:framework|medusa)(?:\/|$)/, 'Medusa'],
]
/** A server of the runtime's own, with addresses that the app compares by hand. */
const BY_HAND: readonly (readonly [RegExp, string])[] = [
  [/\bBun\.serve\s*\(/, '`Bun.serve`'],
  [/^export\s+default\s*\{[^}]{0,200}?\b(?:async\s+)?fetch\s*[(:]/m, 'a worker’s `fetch`'],
]
/** An app of these is handed to the runtime whole, and read. */
const HANDED_ON = /['"](?:npm:)?(?:hono|itty-router|@trpc\/server|graphql-yoga)(?:[/@][^'"]*)?['"]|\.fetch\b/

/** One gap for each, at the first line that takes it in. */
export const unreadDoors = (source: Source): Gap[] => gapsOf(source, unreadIn, ['routes', 'guards', 'queries'])

function* unreadIn(file: SourceFile): Generator<Unread> {
  const text = file.text()
  const hidden = 'which is not read: its routes, and who may call them, are not in this report'
  for (const { specifier, index } of takenIn(text)) {
    const [, name] = UNREAD.find(([one]) => one.test(specifier)) ?? []
    if (name !== undefined) yield { name, index, why: `\`${specifier}\` is ${name}, ${hidden}` }
  }
  if (HANDED_ON.test(text)) return
  for (const [pattern, name] of BY_HAND) {
    const match = pattern.exec(text)
    if (match) yield { name, index: match.index, why: `${name} is a server of its own, ${hidden}` }
  }
}
