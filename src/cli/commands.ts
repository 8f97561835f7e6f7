import type { AuditFlags } from './audit.js'
import type { CheckFlags } from './check.js'
import type { DatabaseFlags } from './database.js'
import type { ProveFlags } from './prove.js'
import type { RepairFlags } from './repair.js'
import type { RescueFlags } from './rescue.js'
import type { RoutesFlags } from './routes.js'
import type { UndoFlags } from './undo.js'

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
  run(
    argument: string | undefined,
    flags: AuditFlags & CheckFlags & DatabaseFlags & ProveFlags & RoutesFlags & RepairFlags & RescueFlags & UndoFlags,
  ): Promise<number>
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
    name: 'prove',
    argument: '[dir]',
    summary: 'Boot a throw-away copy of the app and try every suspicion on it.',
    options: [
      { flags: '--format <format>', summary: 'How to print the report.', choices: FORMATS },
      { flags: '--output <file>', summary: 'Write the report to this file instead of the terminal.' },
      { flags: '--fail-on <severity>', summary: 'Exit with 1 from this severity on (low).', choices: FAIL_ON },
      { flags: '--baseline <file>', summary: 'Do not count the findings that this file lists.' },
      { flags: '--budget <time>', summary: 'Stop trying after this long: 90s, 10m.' },
      { flags: '--seed <text>', summary: 'What everything made up follows from.' },
      { flags: '--rows <number>', summary: 'Measure how long routes take with so many rows in the largest tables (0: not).' },
      { flags: '--keep', summary: 'Leave the copy behind, to look at.' },
    ],
    run: async (dir, flags) => (await import('./prove.js')).run(dir, flags),
  },
  {
    name: 'database',
    argument: '[dir]',
    summary: 'Put the schema into a throw-away Postgres and try its rules, statements, migrations and indexes.',
    options: [
      { flags: '--format <format>', summary: 'How to print the report.', choices: FORMATS },
      { flags: '--output <file>', summary: 'Write the report to this file instead of the terminal.' },
      { flags: '--fail-on <severity>', summary: 'Exit with 1 from this severity on (low).', choices: FAIL_ON },
      { flags: '--baseline <file>', summary: 'Do not count the findings that this file lists.' },
      { flags: '--engine <engine>', summary: 'Which Postgres (pglite).', choices: ['pglite', 'embedded', 'url'] },
      { flags: '--url <url>', summary: 'A server that may be given a database of its own.' },
      { flags: '--rows <number>', summary: 'Rows of the largest tables while indexes are measured (100k); 0 measures none.' },
      { flags: '--seed <text>', summary: 'What everything made up follows from.' },
      { flags: '--keep', summary: 'Leave the database behind, to look at.' },
    ],
    run: async (dir, flags) => (await import('./database.js')).run(dir, flags),
  },
  {
    name: 'repair',
    argument: '[dir]',
    summary: 'Repair what can be repaired by rule, on a branch of its own, a commit each.',
    options: [
      { flags: '--only <findings>', summary: 'Only these findings or checks, with commas between them.' },
      { flags: '--max <number>', summary: 'Stop after so many repairs.' },
      { flags: '--dry-run', summary: 'Show the changes and write nothing.' },
      { flags: '--interactive', summary: 'Show each change and ask before it is made.' },
    ],
    run: async (dir, flags) => (await import('./repair.js')).run(dir, flags),
  },
  {
    name: 'check',
    argument: '[dir]',
    summary: 'Say whether the app is ready to be hardened, by which plan, and what it costs.',
    options: [{ flags: '--rate <hourly>', summary: 'What an hour of work costs you.' }],
    run: async (dir, flags) => (await import('./check.js')).run(dir, flags),
  },
  {
    name: 'rescue',
    argument: '[dir]',
    summary: 'Prove, repair, prove again, and write the handover.',
    options: [
      { flags: '--until <stage>', summary: 'Stop after prove, repair or retest.' },
      { flags: '--skip <stages>', summary: 'Leave stages out: without prove the app is read and not run.' },
      { flags: '--budget <time>', summary: 'Take no longer for the whole; what is left out is said: 90s, 10m.' },
      { flags: '--rows <number>', summary: 'Rows of the largest tables while speed is measured (100k); 0 measures none.' },
      { flags: '--seed <text>', summary: 'What everything made up follows from.' },
    ],
    run: async (dir, flags) => (await import('./rescue.js')).run(dir, flags),
  },
  {
    name: 'handover',
    argument: '[dir]',
    summary: 'Write the handover of the last rescue again.',
    options: [],
    run: async dir => (await import('./handover.js')).run(dir),
  },
  {
    name: 'undo',
    argument: '<finding>',
    summary: 'Take one repair back.',
    options: [{ flags: '--dir <dir>', summary: "The app's folder (.)." }],
    run: async (finding, flags) => (await import('./undo.js')).run(finding ?? '', flags),
  },
  {
    name: 'verify',
    argument: '<finding>',
    summary: 'Say whether one finding is gone.',
    options: [{ flags: '--dir <dir>', summary: "The app's folder (.)." }],
    run: async (finding, flags) => (await import('./verify.js')).run(finding ?? '', flags),
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
