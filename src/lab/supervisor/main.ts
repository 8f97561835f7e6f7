import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import type { LabWorld, Mischief } from '../stand-in.js'
import type { LoadPlan } from '../load/load.js'
import { STAND_INS } from '../stand-ins/all.js'
import { createApp } from './app.js'
import { recordCalls } from './calls.js'
import { createAuthority, secured } from './certificates.js'
import { serveControl } from './control.js'
import { databaseFiles } from './files.js'
import { execute } from './execute.js'
import { serveFront } from './front.js'
import { type FunctionHost, serveFunctions, type SettingsChange } from './functions.js'
import { runLoad } from './load.js'
import { serveNames } from './names.js'
import { openOutside } from './outside.js'
import { openMysql } from './mysql.js'
import { openPostgres } from './postgres.js'
import { put } from './put.js'
import { relay } from './relay.js'
import type { ExecuteSettings, FileSettings, FunctionsSettings, StartSettings, SupervisorSettings } from './settings.js'
import { sweep } from './processes.js'
import { refuseUnsealed } from './self-check.js'
import { serveMail } from './smtp.js'
import { watch } from './watch.js'
import { openWires } from './wires.js'

// First process of the sealed world: when it ends, the kernel ends everything else in there.
const input = createInterface({ input: process.stdin })
input.once('line', line => {
  supervise(JSON.parse(line) as SupervisorSettings).then(
    () => process.stdout.write('ready\n'),
    (error: unknown) => {
      process.stdout.write(`failed ${error instanceof Error ? error.message : String(error)}\n`)
      leave()
    },
  )
})
// The lab outside has ended, however it did.
input.once('close', leave)
process.on('uncaughtException', error => process.stderr.write(`${error.stack}\n`))
process.on('unhandledRejection', error => process.stderr.write(`${String(error)}\n`))

function leave(): void {
  // oxlint-disable-next-line unicorn/no-process-exit -- a program of its own; the first process of a namespace cannot kill itself
  process.exit(0)
}

async function supervise(settings: SupervisorSettings): Promise<void> {
  const { seed, env, appUrl, databaseUrl } = settings
  const world: LabWorld = { seed, env, appUrl, databaseUrl, now: () => new Date() }
  mkdirSync('/lab/run', { recursive: true })
  const authority = await createAuthority()
  writeFileSync('/lab/run/ca.pem', authority.certificate)
  await serveNames(await everyAddressIsOurs())
  const postgres = settings.postgres && (await openPostgres(settings.postgres, authority))
  await postgres?.start()
  const mysql = settings.mysql && openMysql(settings.mysql)
  await mysql?.start()
  const calls = recordCalls()
  const outside = openOutside(world, STAND_INS, calls)
  await serveFront(outside, authority, databaseUrl)
  await serveMail(outside, authority)
  const wires = await openWires(settings.wires, await secured(authority), settings.mongoPasswords)
  await refuseUnsealed()
  let functions: FunctionHost | undefined
  const kept = (): number[] => [postgres?.pid(), mysql?.pid()].filter(pid => pid !== undefined)
  const app = createApp(() => sweep(kept()))
  const files = databaseFiles('/lab/app')
  // What is on disk may be exchanged only while nobody has it open.
  const onDisk = (work: 'keep' | 'restore') => async (): Promise<void> => {
    await mysql?.stop()
    mysql?.[work]()
    files[work]()
    await mysql?.start()
  }
  if (settings.resetsByRestart) await onDisk('keep')()
  watch(app, kept, settings)
  await relay('/lab/run/app.sock', () => app.place())
  await relay('/lab/run/outside.sock', () => ({ host: 'localhost', port: 80 }))

  const mischief = async ({ service, kind }: { service: string; kind: Mischief }): Promise<void> => {
    if (service !== 'database') return outside.mischief(service, kind)
    postgres?.pause(false)
    if (kind === 'timeout' || kind === 'slow') postgres?.pause(true)
    else if (kind === 'error') await postgres?.stop()
    else await postgres?.start()
  }

  await serveControl('/lab/run/control.sock', settings.token, {
    ping: () => 'pong',
    execute: (order: ExecuteSettings) => execute(order),
    put: ({ files }: { files: readonly FileSettings[] }) => put(files),
    start: (order: StartSettings) => app.start(order),
    stop: () => app.stop(),
    functions: async (order: FunctionsSettings) => {
      const host = (functions = await serveFunctions(order))
      const doors = order.functions.map(({ name, verifyJwt }) => [name, { url: host.url, verifyJwt }] as const)
      await outside.control('supabase', 'functions', Object.fromEntries(doors))
      await outside.settle()
    },
    restart: () => app.around(() => undefined),
    load: (plan: LoadPlan) => runLoad(plan, app.state().port),
    ready: ({ limit }: { limit: number }) => app.ready(limit),
    contain: ({ why }: { why: string }) => app.contain(why),
    state: () => app.state(),
    log: () => app.log(),
    calls: () => calls.since(),
    mark: () => {
      calls.mark()
      wires.mark()
    },
    statements: () => wires.statements(),
    settle: async () => {
      await outside.settle()
      wires.settle()
      return settings.resetsByRestart ? app.around(onDisk('keep')) : undefined
    },
    mischief,
    'function-settings': (change: SettingsChange) => functions?.settings(change),
    control: ({ service, command, input: value }: { service: string; command: string; input: unknown }) =>
      wires.names.includes(service) ? wires.control(service, command, value) : outside.control(service, command, value),
    reset: async () => {
      await outside.reset()
      functions?.refresh()
      wires.reset()
      if (settings.resetsByRestart) await app.around(onDisk('restore'))
      wires.mark()
      calls.mark()
    },
    'stop-database': async () => {
      await postgres?.stop()
      await mysql?.stop()
    },
    'start-database': async () => {
      await postgres?.start()
      await mysql?.start()
    },
  })
}

/** Whether an address of the outside can be bound here: then every one is this machine. */
function everyAddressIsOurs(): Promise<boolean> {
  const server = createServer()
  return new Promise(resolve => {
    server.once('error', () => resolve(false))
    server.listen(0, '45.64.1.1', () => server.close(() => resolve(true)))
  })
}
