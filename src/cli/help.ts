import { COMMANDS, type Command, type OptionLine } from './commands.js'

const EVERYWHERE: readonly OptionLine[] = [
  { flags: '--debug', summary: 'Print the whole trace of an unexpected error.' },
  { flags: '-V, --version', summary: 'Print the version.' },
  { flags: '-h, --help', summary: 'Print this, or the help of one command.' },
]

/** The help of one command, or of all. Written here, not by the parser, so that printing it loads nothing. */
export function help(command?: Command): string {
  const [first] = COMMANDS
  const lines = command
    ? [
        `Usage: seaworthy ${command.name} ${command.argument}`.trim(),
        '',
        command.summary,
        '',
        'Options:',
        ...options([...command.options, ...EVERYWHERE]),
      ]
    : [
        'Usage: seaworthy [command] [dir]',
        '',
        'Reads an app and says, with evidence, what will hurt first.',
        '',
        'Commands:',
        ...table(COMMANDS.map(each => [`${each.name} ${each.argument}`.trim(), each.summary])),
        '',
        'Options of `audit`, which is meant when no command is named:',
        ...options([...(first?.options ?? []), ...EVERYWHERE]),
      ]
  return [...lines, '', 'Exit codes: 0 clean, 1 findings, 2 it could not be done.', ''].join('\n')
}

function options(lines: readonly OptionLine[]): string[] {
  return table(lines.map(({ flags, summary, choices }) => [flags, choices ? `${summary} One of ${choices.join(', ')}.` : summary]))
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
