import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { withApp } from '#checks/page.fixture'
import { CHECKS } from '#checks/registry.generated'
import { runChecks } from '#checks/run'
import type { Actor } from '#base/evidence'
import type { Database } from '#database/engine/database'
import { openLoaded } from '#database/load/load'
import { readCatalogue } from '#database/read'
import { plantRows } from '#database/rows/plant'
import { openFacts } from '#facts/cache'
import { signIn } from '#lab/actors/sign-in'
import type { Credentials, Lab, LabStatement } from '#lab/lab'
import { drive } from '#lab/load/drive'
import { copyOf, headersOf, takeCookies } from '#lab/run/credentials'
import { ordinary, sendBy } from '#lab/run/send'
import { STAND_INS } from '#lab/stand-ins/all'
import { recordCalls } from '#lab/supervisor/calls'
import { openOutside, type Outside } from '#lab/supervisor/outside'
import { buildModel } from '#model/build'
import { readSource } from '#source/read'
import type { Finding } from '#triage/finding'
import { rank } from '#triage/rank'
import { groundOf } from './ground.js'
import type { Ground, Probe } from './probe.js'
import { runProbes } from './run.js'
import { PACKAGES, SERVER } from './runner.fixture.js'

const SEED = 'test'
const ENV: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://lab/app',
  JWT_SECRET: 'jwt-secret-of-this-test-4711',
  STRIPE_SECRET_KEY: 'sk_test_of_this_test_4711',
  STRIPE_WEBHOOK_SECRET: 'whsec_of_this_test_4711',
  CRON_SECRET: 'cron-secret-of-this-test-4711',
  OPENAI_API_KEY: 'sk-of-this-test-4711',
}

/** Runs probes on an app of these files: the very text that was audited, in a process of its own over a real database. */
export function probing<Result>(files: Readonly<Record<string, string>>, use: (ground: Ground) => Promise<Result>): Promise<Result> {
  return withApp(new Map(Object.entries(files)), async root => {
    const source = readSource(root)
    const catalogue = await readCatalogue(source)
    const model = await buildModel(source, openFacts(source, undefined), catalogue)
    const run = runChecks({ ...model, source }, CHECKS)
    if (run.errors.length > 0) throw new Error(run.errors.map(each => String(each.error)).join('\n'))
    const { database } = await openLoaded(source, 'pglite', { fromFiles: catalogue })
    const planted = await plantRows(database, { seed: 1, catalogue, supabase: false })
    const lab = await openTestLab(root, database, planted)
    try {
      const actors = await signIn(lab, model, source, SEED)
      return await use(await groundOf(lab, model, source, rank(run.problems, model), actors, SEED))
    } finally {
      await lab.close()
    }
  })
}

/** A suspicion that no check has, to see a probe clear it: check, route, and what else the finding says. */
export type Suspicion = readonly [check: string, route: string, more?: Partial<Finding>]

/** What one probe makes of an app: `proved GET /api/orders/:id as a stranger`, and discoveries by their check. */
export async function verdicts(
  probe: Probe,
  files: Readonly<Record<string, string>>,
  suspicions: readonly Suspicion[] = [],
): Promise<readonly string[]> {
  return probing(files, async ground => {
    const added = suspicions
      .filter(([check, route]) => !ground.findings.some(finding => finding.check === check && finding.route === route))
      .map(suspected)
    const { results } = await runProbes({ ...ground, findings: [...ground.findings, ...added] }, [probe])
    return results
      .flatMap(({ name, evidence, findings, discovers }) =>
        findings.length > 0 ? [`${evidence.verdict} ${name}`] : discovers ? [`discovered ${discovers.check} ${name}`] : [],
      )
      .toSorted()
  })
}

const suspected = ([check, route, more = {}]: Suspicion): Finding => ({
  id: `${check} ${route}`,
  check,
  area: check.split('/')[0]!,
  severity: 'high',
  certainty: 'likely',
  status: 'suspected',
  message: '',
  help: '',
  why: '',
  key: route,
  at: { file: 'package.json', line: 1, column: 1 } as Finding['at'],
  trail: [],
  refs: [],
  rank: 1,
  because: '',
  route,
  ...more,
})

/** A lab without a seal, for apps that tests write: same requests, same rows, same stand-ins. */
async function openTestLab(root: string, database: Database, planted: Lab['planted']): Promise<Lab> {
  const calls = recordCalls()
  const world = { seed: SEED, databaseUrl: undefined, env: ENV, appUrl: 'http://localhost:3000', now: () => new Date() }
  const outside = openOutside(world, STAND_INS, calls)
  const statements: LabStatement[] = []
  const door = createServer((request, response) => {
    void answerApp(request, database, statements, outside).then(({ status, headers, body }) =>
      response.writeHead(status, headers).end(body),
    )
  })
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
  const socket = join(root, '.socket')
  const start = startApp(root, socket, (door.address() as AddressInfo).port)
  let app = await start()
  let deaths = 0
  const credentials = new Map<Actor, Credentials>()
  let kept = copyOf(credentials)
  const snapshot = await keep(database)
  return {
    boot: { outcome: 'running', steps: [], substitutions: [], seal: 'preload' },
    database,
    store: undefined,
    actions: [],
    planted,
    plant: () => undefined,
    credentials,
    async send(ask) {
      const answer = await sendBy(() => socket, 'localhost:3000', { limit: 1500, ...ask }, headersOf(credentials.get(ask.actor)))
      takeCookies(credentials, ask.actor, answer.headers['set-cookie'])
      if (answer.status === 0) {
        await Promise.race([once(app, 'exit'), new Promise(resolve => setTimeout(resolve, app.exitCode === null ? 300 : 0))])
        if (app.exitCode === null) app.kill('SIGKILL')
        else deaths++
        app = await start()
      }
      return answer
    },
    async reset() {
      await snapshot.back()
      await outside.reset()
      credentials.clear()
      for (const [actor, own] of copyOf(kept)) credentials.set(actor, own)
    },
    async settle() {
      kept = copyOf(credentials)
      await outside.settle()
      await snapshot.take()
    },
    calls: async () => [...calls.since()],
    statements: async () => [...statements],
    async mark() {
      calls.mark()
      statements.length = 0
    },
    load: ({ actor, method, path, headers = {} }, pace) =>
      drive(
        { socketPath: socket },
        { method, path, headers: ordinary('localhost:3000', headersOf(credentials.get(actor)), headers), ...pace },
      ),
    comeBack: async () => undefined,
    onRestart: () => undefined,
    async restart() {
      const gone = once(app, 'exit')
      app.kill('SIGKILL')
      await gone
      app = await start()
    },
    mischief: (service, kind) => outside.mischief(service, kind),
    control: (service, command, input) => outside.control(service, command, input),
    env: name => ENV[name],
    log: () => '',
    deaths: () => deaths,
    faults: () => deaths,
    async close() {
      app.kill('SIGKILL')
      door.closeAllConnections()
      door.close()
      await database.close()
    },
  }
}

/** Puts the packages and the server beside the app, and gives what starts it. */
function startApp(root: string, socket: string, port: number): () => Promise<ChildProcess> {
  for (const [name, text] of Object.entries(PACKAGES)) {
    mkdirSync(join(root, 'node_modules', name), { recursive: true })
    writeFileSync(join(root, 'node_modules', name, 'index.js'), text)
  }
  writeFileSync(join(root, 'server.fixture.mjs'), SERVER)
  return async () => {
    const env = { ...ENV, PATH: process.env['PATH'], DOOR: `http://127.0.0.1:${port}`, SOCKET: socket }
    rmSync(socket, { force: true })
    const child = spawn(process.execPath, ['server.fixture.mjs'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    await new Promise<void>((resolve, reject) => {
      let complaint = ''
      child.stderr.on('data', part => (complaint += String(part)))
      child.stdout.once('data', () => resolve())
      child.once('exit', () => reject(new Error(complaint)))
    })
    return child
  }
}

async function answerApp(
  request: IncomingMessage,
  database: Database,
  statements: LabStatement[],
  outside: Outside,
): Promise<{ status: number; headers: Readonly<Record<string, string>>; body: string | Buffer }> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const body = Buffer.concat(parts)
  const url = new URL(request.url ?? '/', 'http://door')
  if (url.pathname === '/statement')
    return { status: 200, headers: {}, body: JSON.stringify(await ran(body.toString(), database, statements)) }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const answer = await outside.answer({
    host: headers['x-host'] ?? '',
    method: request.method ?? 'GET',
    path: url.pathname.slice('/outside'.length) || '/',
    query: url.searchParams,
    headers,
    body,
  })
  return {
    status: answer.status,
    headers: answer.headers ?? {},
    body: typeof answer.body === 'string' || Buffer.isBuffer(answer.body) ? answer.body : '',
  }
}

async function ran(text: string, database: Database, statements: LabStatement[]): Promise<unknown> {
  const { sql, parameters } = JSON.parse(text) as { sql: string; parameters: unknown[] }
  const note = (error: string | undefined): void =>
    void statements.push({ sql, parameters: parameters.length > 0 ? JSON.stringify(parameters) : undefined, milliseconds: 1, error })
  try {
    const { rows, count } = await database.query(sql, parameters)
    note(undefined)
    return { rows, count }
  } catch (error) {
    const { message, code } = error as { message: string; code?: string }
    note(message)
    return { error: { message, code } }
  }
}

/** What the tables hold now, and the way back to it. */
async function keep(database: Database): Promise<{ take(): Promise<void>; back(): Promise<void> }> {
  const tables = (
    await database.query<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    )
  ).rows
  await database.run('create schema kept')
  let sequences: readonly { name: string; last: string | null }[] = []
  const take = async (): Promise<void> => {
    for (const { name } of tables)
      await database.run(`drop table if exists kept."${name}"; create table kept."${name}" as table public."${name}"`)
    sequences = (
      await database.query<{ name: string; last: string | null }>(
        `select sequencename as name, last_value::text as last from pg_sequences where schemaname = 'public'`,
      )
    ).rows
  }
  const back = async (): Promise<void> => {
    const hidden = (await database.query(`select 1 from pg_class where relname = 'seaworthy_hidden'`)).count > 0
    if (hidden) {
      const there = (
        await database.query<{ name: string }>(
          `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
        )
      ).rows
      const missing = tables.find(({ name }) => !there.some(one => one.name === name))
      if (missing) await database.run(`alter table seaworthy_hidden rename to "${missing.name}"`)
    }
    await database.run(
      `set session_replication_role = replica; truncate ${tables.map(({ name }) => `public."${name}"`).join(', ')} cascade`,
    )
    for (const { name } of tables) await database.run(`insert into public."${name}" overriding system value table kept."${name}"`)
    await database.run('set session_replication_role = origin')
    for (const { name, last } of sequences)
      if (last !== null) await database.query('select setval($1, $2)', [`public."${name}"`, Number(last)])
  }
  await take()
  return { take, back }
}
