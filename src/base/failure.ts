/** An error that is ours to explain: `code` is stable, `help` is an imperative the user can follow. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly help: string
  constructor(code: FailureCode, message: string, help: string) {
    super(message)
    this.name = 'Failure'
    this.code = code
    this.help = help
  }
}

/** Every code, with the sentence that `docs/errors.md` prints for it. */
export const FAILURES = {
  'not-a-folder': 'The path given is not a folder that can be read.',
  'not-a-project': 'The folder holds no code that Seaworthy can read.',
  'invalid-configuration': '`seaworthy.json` or the command line holds a value that is not understood.',
  'unknown-check': 'No check has this id.',
  'repair-running': 'Another repair of the same app is at work, and two would undo each other.',
  'unknown-finding': 'No finding of this app has this id.',
  'git-failed': 'git refused something that a repair needs.',
  'not-repaired': 'The finding has no repair that could be undone.',
  'no-database': 'The throw-away Postgres could not be started.',
  'refused-database': 'The Postgres server that was given does not let Seaworthy make a database of its own there.',
  'no-rescue': 'There is no ended rescue of this app to write a handover from.',
  'cannot-write': 'A file that was asked for could not be written.',
} as const

export type FailureCode = keyof typeof FAILURES
