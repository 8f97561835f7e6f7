import type { Severity } from '#base/certainty'
import type { SourceFile } from '#source/source'

const TESTED =
  /(?:^|\/)(?:__tests__|__mocks__|__fixtures__|tests?|e2e|cypress|playwright|spec|fixtures?|mocks?|stories)\/|\.(?:test|spec|stories|fixture|mock|e2e)\.[\w.]+$|(?:^|\/)test\.[cm]?[jt]s$|(?:^|\/)(?:test|jest|vitest|playwright|cypress)[\w.-]*\.(?:setup|config)\.[\w]+$|(?:^|\/)(?:jest|vitest)[.-]?(?:global)?[.-]?setup[\w.-]*\.[cm]?[jt]s$/i
const SEEDED = /(?:^|\/)(?:seeds?|seeders?|examples?|samples?|demo)\/|(?:^|[/.-])seed[\w.-]*\.(?:[cm]?[jt]s|sql)$/i
const DOCUMENT = /\.(?:md|mdx|txt|html?)$|(?:^|\/)docs?\//i
const DEVELOPMENT = /(?:^|[-./_])(?:local|dev|development)(?=[-./_])/i

export const isTest = (path: string): boolean => TESTED.test(path)
export const isSeed = (path: string): boolean => SEEDED.test(path)
export const isDocument = (path: string): boolean => DOCUMENT.test(path)
/** A page that browsers load as it is. */
export const isPage = (file: SourceFile): boolean =>
  file.kind === 'markup' && /\.html?$/.test(file.path) && !/(?:^|\/)docs?\//.test(file.path)
/** An entry or a setting for the developer's own machine. */
export const isDevelopment = (path: string): boolean => DEVELOPMENT.test(path)

const ORDER: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical']

export const milder = (severity: Severity, steps = 1): Severity => ORDER[Math.max(0, ORDER.indexOf(severity) - steps)]!
