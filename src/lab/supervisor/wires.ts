import { EJSON } from 'bson'
import type { TlsOptions } from 'node:tls'
import { type MongoStandIn, listen as listenMongo } from '../stand-ins/mongodb/listen.js'
import { type RedisStandIn, listen as listenRedis } from '../stand-ins/redis/listen.js'
import type { LabStatement } from '../lab.js'
import { redact } from '../redact.js'

const MONGO_PORT = 27_017
const REDIS_PORT = 6_379
const MOST = 20_000
const CHATTER = /^(?:hello|ismaster|ping|endSessions|buildInfo|buildinfo|saslStart|saslContinue|killCursors|getParameter)$/i

/** Databases that are spoken to by a wire of their own and held in memory. */
export interface Wires {
  statements(): readonly LabStatement[]
  mark(): void
  settle(): void
  reset(): void
  control(service: string, command: string, input: unknown): unknown
  readonly names: readonly string[]
}

/** `passwords`: what the app may show the MongoDB. */
export async function openWires(
  wanted: readonly ('mongodb' | 'redis' | 'smtp')[],
  secure: TlsOptions,
  passwords: readonly string[],
): Promise<Wires> {
  let statements: LabStatement[] = []
  const note = (sql: string, error: string | undefined): void => {
    if (statements.length < MOST)
      statements.push({ sql: redact(sql).slice(0, 4_000), parameters: undefined, milliseconds: undefined, error })
  }
  const mongo: MongoStandIn | undefined = wanted.includes('mongodb')
    ? await listenMongo(MONGO_PORT, {
        host: '0.0.0.0',
        secure,
        passwords,
        onCommand: (database, command, answer) => {
          const [name = ''] = Object.keys(command)
          if (CHATTER.test(name)) return
          const { lsid: _session, $db: _database, $clusterTime: _time, ...rest } = command
          note(`mongodb ${database} ${JSON.stringify(rest)}`, answer['ok'] === 1 ? undefined : String(answer['errmsg']))
        },
      })
    : undefined
  const redis: RedisStandIn | undefined = wanted.includes('redis') ? await listenRedis(REDIS_PORT) : undefined
  let settled = { mongo: mongo?.snapshot(), redis: redis?.snapshot() }
  return {
    names: [...(mongo ? ['mongodb'] : []), ...(redis ? ['redis'] : [])],
    statements: () => statements,
    mark: () => {
      statements = []
    },
    settle: () => {
      settled = { mongo: mongo?.snapshot(), redis: redis?.snapshot() }
    },
    reset: () => {
      if (mongo && settled.mongo) mongo.restore(settled.mongo)
      if (redis && settled.redis) redis.restore(settled.redis)
    },
    control: (service, command, input) => {
      if (service === 'mongodb' && mongo) {
        if (command === 'documents') return mongo.documents()
        const { database, command: order } = input as { database: string; command: Record<string, unknown> }
        return mongo.run(database, EJSON.deserialize(order) as Record<string, unknown>)
      }
      if (service === 'redis' && redis) return redis.run(command, ...((input ?? []) as string[]))
      throw new Error(`there is no ${service} here`)
    },
  }
}
