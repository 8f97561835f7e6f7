#!/usr/bin/env node
import { Failure } from '#base/failure'
import { VERSION } from '#version'

const args = process.argv.slice(2)

// A reader that stops early (`| head`) is no error.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
})

try {
  process.exitCode = await start()
} catch (error) {
  process.exitCode = 2
  explain(error)
}

/** Answers the two questions that need no parser first: they are asked often and should cost nothing. */
async function start(): Promise<number> {
  const [first] = args
  if (args.length === 1 && (first === '--version' || first === '-V')) {
    process.stdout.write(`${VERSION}\n`)
    return 0
  }
  if (args.length === 1 && (first === '--help' || first === '-h' || first === 'help')) {
    process.stdout.write((await import('./help.js')).help())
    return 0
  }
  return (await import('./parse.js')).parse(args, VERSION)
}

/** Ours are explained; of others only the message is for everyone, the trace for who asks. */
function explain(error: unknown): void {
  if (error instanceof Failure) {
    console.error(`${error.message}\n${error.help}\n(${error.code})`)
    return
  }
  const message = error instanceof Error ? error.message : String(error)
  if (args.includes('--debug')) console.error(error)
  else console.error(`Something in Seaworthy itself went wrong: ${message}\nRun it again with --debug and report what it prints.`)
}
