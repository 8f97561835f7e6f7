import type { AuditFlags } from './audit.js'
import type { RoutesFlags } from './routes.js'

export const FORMATS = ['console', 'json', 'sarif', 'html', 'markdown'] as const
export const FAIL_ON = ['critical', 'high', 'medium', 'low', 'never'] as const

/** One line of a command's options, as both the parser and the help read it. */
export interface OptionLine {
  readonly flags: string
  readonly summary: string
  readonly choices?: readonly string[]
}

/** One command: what the help says of it, and how it is loaded when it is asked for. Resolves to the exit code. */
export interface Command {
  readonly name: string
  readonly argument: string
  readonly summary: string
  readonly options: readonly OptionLine[]
  run(argument: string | undefined, flags: AuditFlags & RoutesFlags): Promise<number>
}

/** Every command. The first is meant when none is named. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'audit',
    argument: '[dir]',
    summary: 'Read the app and say what will hurt first (the default).',
    options: [
      { flags: '--format <format>', summary: 'How to print the report.', choices: FORMATS },
      { flags: '--output <file>', summary: 'Write the report to this file instead of the terminal.' },
      { flags: '--fail-on <severity>', summary: 'Exit with 1 from this severity on (low).', choices: FAIL_ON },
      { flags: '--baseline <file>', summary: 'Do not count the findings that this file lists.' },
      { flags: '--update-baseline', summary: 'Write the findings of today to the baseline file.' },
      { flags: '--timing', summary: 'Say how long each stage took.' },
      { flags: '--no-cache', summary: 'Read every file anew.' },
    ],
    run: async (dir, flags) => (await import('./audit.js')).run(dir, flags),
  },
  {
    name: 'routes',
    argument: '[dir]',
    summary: 'List every route with who may call it.',
    options: [{ flags: '--format <format>', summary: 'How to print the list.', choices: ['console', 'json'] }],
    run: async (dir, flags) => (await import('./routes.js')).run(dir, flags),
  },
  {
    name: 'explain',
    argument: '<check>',
    summary: 'Say what a check finds, with an example and the repair.',
    options: [],
    run: async check => (await import('./explain.js')).run(check ?? ''),
  },
  {
    name: 'checks',
    argument: '',
    summary: 'List every check.',
    options: [],
    run: async () => (await import('./checks.js')).run(),
  },
]
