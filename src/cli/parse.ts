import { Command as Parser, CommanderError, Option } from 'commander'
import { Failure } from '#base/failure'
import { COMMANDS, type Command } from './commands.js'
import { help } from './help.js'

/** Reads the command line and runs the command that it names. Resolves to the exit code. */
export async function parse(args: readonly string[], version: string): Promise<number> {
  let code = 0
  const parser = quiet(new Parser('seaworthy')).version(version, '-V, --version')
  parser.helpInformation = () => help()
  for (const command of COMMANDS)
    parser.addCommand(
      parserOf(command, result => (code = result)),
      { isDefault: command === COMMANDS[0] },
    )
  try {
    await parser.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    throw new Failure('invalid-configuration', sentence(error.message), 'Run `seaworthy --help` to see what can be asked.')
  }
  return code
}

function parserOf(command: Command, done: (code: number) => void): Parser {
  const parser = quiet(new Parser(command.name))
  parser.helpInformation = () => help(command)
  if (command.argument) parser.argument(command.argument)
  for (const { flags, summary, choices } of command.options) {
    const option = new Option(flags, summary)
    parser.addOption(choices ? option.choices([...choices]) : option)
  }
  parser.option('--debug')
  return parser.action(async (...given: unknown[]) => {
    const argument = command.argument ? (given[0] as string | undefined) : undefined
    done(await command.run(argument, parser.opts()))
  })
}

/** Throws instead of exiting, and leaves it to us to say what was wrong. */
function quiet(parser: Parser): Parser {
  return parser
    .exitOverride()
    .helpCommand(false)
    .allowExcessArguments(false)
    .configureOutput({ writeErr: () => {}, writeOut: text => void process.stdout.write(text) })
}

function sentence(message: string): string {
  const text = message.replace(/^error: /, '').replace(/\.?$/, '.')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
