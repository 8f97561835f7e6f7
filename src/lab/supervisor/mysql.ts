import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { keepOutput } from './output.js'
import type { MysqlSettings } from './settings.js'

const PORT = 3306
const SOCKET = '/lab/run/mysql.sock'
const COMES_UP_WITHIN = 20_000

/** A MySQL or MariaDB that was found on this machine, with a data folder of the lab's own. */
export interface Mysql {
  start(): Promise<void>
  stop(): Promise<void>
  /** From here on, `restore` goes back to what it holds now. It must be stopped. */
  keep(): void
  restore(): void
  readonly pid: () => number | undefined
}

/** Whoever asks is let in, by any name and password: apps spell them out in their code. */
const FLAGS = [
  '--no-defaults',
  `--socket=${SOCKET}`,
  `--port=${PORT}`,
  '--bind-address=0.0.0.0',
  '--skip-networking=0',
  '--skip-grant-tables',
  '--skip-name-resolve',
  '--skip-log-bin',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-buffer-pool-size=64M',
  '--pid-file=/lab/run/mysql.pid',
]

export function openMysql({ server, install, data, databases }: MysqlSettings): Mysql {
  const folder = join(data, 'mysql')
  const kept = join(data, 'mysql-kept')
  const output = keepOutput(20_000)
  let child: ChildProcess | undefined
  const isUp = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null

  function initialise(): void {
    mkdirSync(folder, { recursive: true })
    const [command, flags] = install
      ? [install, ['--no-defaults', `--datadir=${folder}`, '--auth-root-authentication-method=normal', '--skip-test-db']]
      : [server, ['--no-defaults', '--initialize-insecure', `--datadir=${folder}`]]
    const { status, stderr, stdout } = spawnSync(command, flags, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`MySQL could not be made ready: ${(stderr || stdout).trim().slice(-400)}`)
    // A folder of the data is a database.
    for (const name of databases) mkdirSync(join(folder, name), { recursive: true })
  }

  return {
    start: async () => {
      if (isUp()) return
      if (!existsSync(folder)) initialise()
      child = spawn(server, [...FLAGS, `--datadir=${folder}`], { stdio: ['ignore', 'pipe', 'pipe'] })
      output.take(child.stdout)
      output.take(child.stderr)
      const until = Date.now() + COMES_UP_WITHIN
      while (Date.now() < until) {
        if (!isUp()) throw new Error(`MySQL ended: ${output.text().trim().slice(-400)}`)
        if (await listens()) return
        await new Promise(resolve => setTimeout(resolve, 50))
      }
      throw new Error(`MySQL did not come up within ${COMES_UP_WITHIN / 1000} s`)
    },
    stop: async () => {
      const running = child
      if (!running || !isUp()) return
      const gone = new Promise<void>(resolve => running.once('exit', () => resolve()))
      running.kill('SIGTERM')
      await gone
    },
    keep: () => copy(folder, kept),
    restore: () => copy(kept, folder),
    pid: () => child?.pid,
  }
}

function copy(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  cpSync(from, to, { recursive: true })
}

function listens(): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(PORT, '127.0.0.1')
    // The server speaks first.
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
