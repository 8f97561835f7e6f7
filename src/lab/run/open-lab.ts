import type { Boot, Lab } from '../lab.js'
import type { AppState } from '../supervisor/settings.js'

/** A lab, and what helpers around it need to know. */
export interface OpenLab extends Lab {
  /** Address under which the app knows itself: `http://localhost:3000`. */
  readonly appUrl: string
  /** The built copy on this machine; it is only read. */
  readonly copy: string | undefined
  /** Every made-up variable. */
  readonly environment: Readonly<Record<string, string>>
  state(): Promise<AppState>
  /** Files in which it is counted which lines run. */
  readonly counted: readonly string[]
  /** Lines of theirs that ran since boot, as `file:line`, in every process that answered. */
  reached(): Promise<ReadonlySet<string>>
}

/** What is left of a lab that did not boot: its story. */
export function failedLab(boot: Boot, log = ''): OpenLab {
  const refuse = async (): Promise<never> => {
    throw new Error(`The lab is not running: ${boot.why}`)
  }
  return {
    boot,
    send: refuse,
    database: undefined,
    store: undefined,
    planted: undefined,
    plant: () => undefined,
    actions: [],
    reset: refuse,
    settle: refuse,
    calls: refuse,
    statements: refuse,
    mark: refuse,
    load: refuse,
    restart: refuse,
    comeBack: refuse,
    onRestart: () => undefined,
    mischief: refuse,
    control: refuse,
    env: () => undefined,
    log: () => log,
    deaths: () => 0,
    faults: () => 0,
    close: async () => undefined,
    credentials: new Map(),
    appUrl: '',
    copy: undefined,
    environment: {},
    state: refuse,
    counted: [],
    reached: refuse,
  }
}
