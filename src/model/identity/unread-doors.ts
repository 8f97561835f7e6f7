import type { Gap } from '#base/gap'
import type { Source, SourceFile } from '#source/source'
import { isTest } from '../load/test-files.js'

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
const TAKES = /(?:\bfrom\s*|\bimport\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g
/** A server of the runtime's own, with addresses that the app compares by hand. */
const BY_HAND: readonly (readonly [RegExp, string])[] = [
  [/\bBun\.serve\s*\(/, '`Bun.serve`'],
  [/^export\s+default\s*\{[^}]{0,200}?\b(?:async\s+)?fetch\s*[(:]/m, 'a worker’s `fetch`'],
]
/** An app of these is handed to the runtime whole, and read. */
const HANDED_ON = /['"](?:npm:)?(?:hono|itty-router|@trpc\/server|graphql-yoga)(?:[/@][^'"]*)?['"]|\.fetch\b/

/** One gap for each, at the first line that takes it in. */
export function unreadDoors(source: Source): Gap[] {
  const found = new Map<string, Gap>()
  for (const file of source.files) {
    if (file.kind !== 'code' || isTest(file.path)) continue
    for (const [name, index, how] of doorsIn(file)) {
      if (found.has(name)) continue
      found.set(name, {
        at: { file: file.path, line: file.text().slice(0, index).split('\n').length },
        why: `${how}, which is not read: its routes, and who may call them, are not in this report`,
        hides: ['routes', 'guards', 'queries'],
      })
    }
  }
  return [...found.values()]
}

function* doorsIn(file: SourceFile): Generator<readonly [name: string, index: number, how: string]> {
  const text = file.text()
  for (const { 2: specifier, index } of text.matchAll(TAKES)) {
    const [, name] = UNREAD.find(([one]) => one.test(specifier!)) ?? []
    if (name !== undefined) yield [name, index, `\`${specifier}\` is ${name}`]
  }
  if (HANDED_ON.test(text)) return
  for (const [pattern, name] of BY_HAND) {
    const match = pattern.exec(text)
    if (match) yield [name, match.index, `${name} is a server of its own`]
  }
}
