/** `password: z.string().min(4)`, `PASS_RE = /^.{1,20}$/`, `password.length < 5`, `body('password').isLength({ min: 4 })`. */
const RULES: readonly RegExp[] = [
  /\b(?:new_?)?pass(?:word|wd|_?re(?:gex)?)?\w*\s*[:=]\s*\/\^?\.\{(\d+),/i,
  /\b(?:new_?)?password\w*['"]?\s*:\s*(?:z|joi|yup|v|zod)\b[^\n,;]{0,60}?\.min(?:Length)?\(\s*(\d+)/i,
  /(?:\b|\.)(?:new_?)?password\w*\.(?:trim\(\)\.)?length\s*<\s*(\d+)\b/i,
  /(?:\b|\.)(?:new_?)?password\w*\.(?:trim\(\)\.)?length\s*<=\s*(\d+)\b/i,
  /(?:body|check)\(\s*['"](?:new_?)?password['"][^\n]{0,80}?isLength\(\s*\{\s*min:\s*(\d+)/i,
  /\bpassword\s*:\s*\{[^}\n]{0,120}?min(?:length|Length)\s*:\s*\[?\s*(\d+)/i,
]
/** The one whose number is still too short: `length <= 5`. */
const EXCLUSIVE = 3

/** NIST SP 800-63B, 3.1.1.2. */
export const SHORTEST = 8

/** A rule that lets passwords through that are too short. */
export interface PasswordRule {
  /** Characters of the shortest that it lets through. */
  readonly length: number
  /** The line that holds the number, from 0, and where in it the number stands. */
  readonly line: number
  readonly column: number
  /** The number as it is written: `length <= 6` lets seven through. */
  readonly written: number
}

/** The rule that begins on a line: there, or in the lines of a model's field. */
export const ruleAt = (lines: readonly string[], index: number): PasswordRule | undefined =>
  ruleIn(lines[index]!, index) ?? ruleOfSchema(lines, index)

/** One character is how a sign-in asks for any. */
function ruleIn(line: string, index: number): PasswordRule | undefined {
  for (const [which, rule] of RULES.entries()) {
    const found = rule.exec(line)
    if (!found) continue
    const written = Number(found[1])
    const length = written + (which === EXCLUSIVE ? 1 : 0)
    if (length < SHORTEST && (length > 1 || which === 0)) return { length, line: index, column: columnOf(found, found[1]!), written }
  }
  return undefined
}

/** The field of a Mongoose or Sequelize model, which says over several lines what it asks for. */
function ruleOfSchema(lines: readonly string[], index: number): PasswordRule | undefined {
  if (!/^\s*['"]?password['"]?\s*:\s*\{\s*$/i.test(lines[index]!)) return undefined
  const end = lines.findIndex((line, at) => at > index && /^\s*\}/.test(line))
  for (let at = index + 1; at < Math.min(end === -1 ? index + 9 : end, index + 9); at++) {
    const found = /\bmin(?:length|Length)\s*:\s*\[?\s*(\d+)|\blen\s*:\s*\[\s*(\d+)/.exec(lines[at] ?? '')
    const digits = found?.slice(1).find(Boolean)
    const length = Number(digits)
    if (found && digits && length > 1 && length < SHORTEST) return { length, line: at, column: columnOf(found, digits), written: length }
  }
  return undefined
}

/** Every pattern ends with the number that it catches. */
const columnOf = (found: RegExpExecArray, digits: string): number => found.index + found[0].lastIndexOf(digits)
