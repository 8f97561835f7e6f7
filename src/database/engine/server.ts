import { spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '#base/failure'
import { reachable, serverFolder, serverUser, type ServerUser } from './binaries.js'
import { cacheFolder } from './folder.js'

/** A running Postgres of ours, in a folder of its own. */
export interface Server {
  readonly port: number
  readonly password: string
  /** Folder of the socket and of the server's logs. */
  readonly folder: string
  readonly log: () => string
  stop(): Promise<void>
}

/** What a server needs no more when the machine may lose power: it is thrown away anyway. */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  maintenance_work_mem: '256MB',
  max_connections: '60',
  max_wal_size: '2GB',
  autovacuum: 'on',
  log_min_messages: 'warning',
}

export async function startServer(settings: Readonly<Record<string, string>>, folder?: string): Promise<Server> {
  const user = serverUser()
  const cache = sharedFolder(folder, user)
  const native = serverFolder(cache, user)
  const template = makeTemplate(native, cache, user)
  const home = mkdtempSync(join(reachable(tmpdir(), user) ? tmpdir() : cache, 'seaworthy-pg-'))
  const data = join(home, 'data')
  cpSync(template, data, { recursive: true })
  const password = randomText()
  const port = await freePort()
  const lines = {
    ...FAST,
    ...settings,
    port: String(port),
    listen_addresses: '127.0.0.1',
    ...(process.platform !== 'win32' && { unix_socket_directories: home }),
  }
  writeFileSync(
    join(data, 'postgresql.auto.conf'),
    Object.entries(lines)
      .map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
      .join(''),
  )
  // The folder is this user's alone, so its socket needs no password; what comes over the network stack does.
  writeFileSync(join(data, 'pg_hba.conf'), 'local all all trust\nhost all all 127.0.0.1/32 password\n')
  if (user) own(home, user)
  setPassword(native, data, password, user)
  const stop = launch(native, data, home, user)
  const log = () => readText(join(home, 'log'))
  await ready(port, home, log, stop)
  return { port, password, folder: home, log, stop }
}

/** Over the server's lifetime a shell holds it, and ends it when we are gone, however we went. */
const KEEPER =
  'exec 3<&0; "$0" "$@" >"$SEAWORTHY_LOG" 2>&1 3<&- & server=$!; (read -r _ <&3; kill -QUIT $server) & reader=$!; wait $server; kill $reader 2>/dev/null; rm -rf "$SEAWORTHY_HOME"'

function launch(native: string, data: string, home: string, user: ServerUser | undefined): () => Promise<void> {
  const binary = join(native, 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres')
  const options = { cwd: home, env: { ...environment(), SEAWORTHY_LOG: join(home, 'log'), SEAWORTHY_HOME: home }, ...user }
  const child =
    process.platform === 'win32'
      ? spawn(binary, ['-D', data], { ...options, stdio: 'ignore' })
      : spawn('/bin/sh', ['-c', KEEPER, binary, '-D', data], { ...options, stdio: ['pipe', 'ignore', 'ignore'] })
  child.unref()
  ;(child.stdin as unknown as { unref?(): void } | null)?.unref?.()
  child.on('error', () => {})
  child.stdin?.on('error', () => {})
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  let stopped: Promise<void> | undefined
  const end = () => (process.platform === 'win32' ? child.kill() : child.stdin?.end())
  return () =>
    (stopped ??= (async () => {
      end()
      child.ref()
      await Promise.race([gone, new Promise(resolve => setTimeout(resolve, 5000).unref())])
      rmSync(home, { recursive: true, force: true })
    })())
}

/** An initialised data folder, made once and copied. */
function makeTemplate(native: string, cache: string, user: ServerUser | undefined): string {
  const template = join(cache, `data-${/postgres-[^/\\]+/.exec(native)?.[0] ?? 'postgres'}-${versionOf(native)}`)
  if (existsSync(template)) return template
  const draft = mkdtempSync(join(cache, 'initdb-'))
  if (user) chownSync(draft, user.uid, user.gid)
  const data = join(draft, 'data')
  const { status, stderr, error } = spawnSync(
    join(native, 'bin', process.platform === 'win32' ? 'initdb.exe' : 'initdb'),
    ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-A', 'trust', '--no-sync', '--no-instructions'],
    { env: environment(), encoding: 'utf8', cwd: draft, timeout: 120_000, ...user },
  )
  if (status !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw new Failure(
      'no-database',
      `Postgres could not be set up: ${(error?.message ?? stderr).trim().slice(0, 400)}`,
      'Use `--engine pglite`.',
    )
  }
  try {
    renameSync(data, template)
  } catch {
    // Another run was faster.
  }
  rmSync(draft, { recursive: true, force: true })
  return template
}

const versionOf = (native: string) => readText(join(native, '..', 'package.json')).match(/"version":\s*"([^"]+)"/)?.[1] ?? ''

function setPassword(native: string, data: string, password: string, user: ServerUser | undefined): void {
  const { status, stderr } = spawnSync(
    join(native, 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres'),
    ['--single', '-D', data, 'postgres'],
    {
      input: `alter role postgres password '${password}'\n`,
      env: environment(),
      encoding: 'utf8',
      timeout: 60_000,
      ...user,
    },
  )
  if (status !== 0)
    throw new Failure('no-database', `Postgres could not be started: ${stderr.trim().slice(0, 400)}`, 'Use `--engine pglite`.')
}

async function ready(port: number, home: string, log: () => string, stop: () => Promise<void>): Promise<void> {
  const socket = join(home, `.s.PGSQL.${port}`)
  for (const until = Date.now() + 30_000; Date.now() < until; await new Promise(resolve => setTimeout(resolve, 15))) {
    const said = log()
    if (/ready to accept connections/.test(said) || (process.platform === 'win32' && existsSync(join(home, 'data', 'postmaster.pid'))))
      return
    if (/FATAL/.test(said)) break
    if (existsSync(socket) && said === '') continue
  }
  const said = log()
  await stop()
  throw new Failure('no-database', `Postgres did not start: ${said.trim().slice(-400)}`, 'Use `--engine pglite`.')
}

/** The cache, or where the server's user cannot walk there, a folder in the temporary one. */
function sharedFolder(given: string | undefined, user: ServerUser | undefined): string {
  const cache = cacheFolder(given)
  if (reachable(cache, user)) return cache
  const folder = join(tmpdir(), `seaworthy-postgres-${process.getuid?.() ?? 0}`)
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  return folder
}

function own(folder: string, user: ServerUser): void {
  chownSync(folder, user.uid, user.gid)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    lchownSync(join(entry.parentPath, entry.name), user.uid, user.gid)
}

/** Nothing of the user's environment reaches the server: `PGDATA`, `PGHOST` and their like would lead it astray. */
const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(process.platform === 'win32' && { SystemRoot: process.env['SystemRoot'] }),
})

const randomText = () => [...crypto.getRandomValues(new Uint8Array(18))].map(byte => byte.toString(16).padStart(2, '0')).join('')

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
