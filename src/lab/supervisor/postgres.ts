import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Authority } from './certificates.js'
import { keepOutput } from './output.js'
import type { PostgresSettings } from './settings.js'

const PORT = 5432
const SOCKETS = '/lab/run'

/** The lab's own Postgres. It can be taken away and given back, as databases are in production. */
export interface Postgres {
  start(): Promise<void>
  stop(): Promise<void>
  pause(paused: boolean): void
  readonly pid: () => number | undefined
  readonly log: () => string
}

/** Every statement goes to a log of JSON lines; nothing is synced, since nothing is to be kept. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '*',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
  ssl: 'on',
  ssl_cert_file: '/lab/run/server.crt',
  ssl_key_file: '/lab/run/server.key',
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_directory: '/lab/run/statements',
  log_filename: 'log.log',
  log_rotation_age: '0',
  log_rotation_size: '0',
  log_file_mode: '0644',
  log_statement: 'all',
  log_duration: 'off',
  log_min_duration_statement: '-1',
  log_checkpoints: 'off',
  timezone: 'UTC',
}

export async function openPostgres(settings: PostgresSettings, authority: Authority): Promise<Postgres> {
  const { native, data } = settings
  const output = keepOutput(20_000)
  const env = { ...process.env, LD_LIBRARY_PATH: join(native, 'lib') }
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(settings, env)
  mkdirSync('/lab/run/statements', { recursive: true })
  const pair = await authority.issue('localhost')
  writeFileSync('/lab/run/server.crt', pair.cert)
  writeFileSync('/lab/run/server.key', pair.key, { mode: 0o600 })
  // By any password, as code spells one out; the driver of Neon sends its password before it is asked, so `trust` would confuse it.
  const way = settings.trusts ? 'trust' : 'password'
  writeFileSync(join(data, 'pg_hba.conf'), `local all all trust\nhost all all 0.0.0.0/0 ${way}\nhost all all ::/0 ${way}\n`)
  let server: ChildProcess | undefined
  const start = async (): Promise<void> => {
    if (server && server.exitCode === null && server.signalCode === null) return
    const flags = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    server = spawn(join(native, 'bin/postgres'), ['-D', data, '-p', String(PORT), '-k', SOCKETS, ...flags], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    output.take(server.stdout)
    output.take(server.stderr)
    const running = server
    for (let tries = 0; tries < 400; tries++) {
      if (running.exitCode !== null) throw new Error(`Postgres ended: ${output.text().slice(-500)}`)
      if (await reachable()) return
      await new Promise(resolve => setTimeout(resolve, 25))
    }
    throw new Error('Postgres did not come up within 10 s')
  }
  return {
    start,
    stop: async () => {
      const running = server
      if (!running || running.exitCode !== null) return
      const gone = new Promise<void>(resolve => running.once('exit', () => resolve()))
      // SIGINT is Postgres's "fast" shutdown: clients are cut off, data is whole.
      running.kill('SIGINT')
      await gone
    },
    pause: paused => {
      server?.kill(paused ? 'SIGSTOP' : 'SIGCONT')
    },
    pid: () => server?.pid,
    log: output.text,
  }
}

function initialise({ native, data, password }: PostgresSettings, env: NodeJS.ProcessEnv): void {
  const secret = '/lab/tmp/pw'
  writeFileSync(secret, password, { mode: 0o600 })
  const flags = ['-D', data, '-U', 'postgres', `--pwfile=${secret}`, '--no-sync', '--encoding=UTF8', '--locale=C', '--auth=password']
  const { status, stderr, stdout } = spawnSync(join(native, 'bin/initdb'), flags, { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`initdb failed: ${(stderr || stdout).slice(-800)}`)
}

async function reachable(): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(`${SOCKETS}/.s.PGSQL.${PORT}`)
    socket.once('connect', () => {
      // "Start-up message" of protocol 3.0; any answer other than "starting up" (57P03) means ready.
      const parameters = Buffer.from('user\0postgres\0database\0postgres\0\0')
      const head = Buffer.alloc(8)
      head.writeInt32BE(parameters.length + 8, 0)
      head.writeInt32BE(196_608, 4)
      socket.write(Buffer.concat([head, parameters]))
    })
    socket.once('data', data => {
      socket.destroy()
      resolve(data[0] === 82)
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
