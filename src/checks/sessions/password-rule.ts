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
  ruleIn(lines[index]!, index) ?? ruleOfSchema(lines, index) ?? ruleOfChain(lines, index) ?? ruleOfClass(lines, index)

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

/** `password: z`, and below it `.string()` and `.min(6)`. */
function ruleOfChain(lines: readonly string[], index: number): PasswordRule | undefined {
  if (!/^\s*['"]?(?:new_?)?password['"]?\s*:\s*(?:z|zod|yup|joi|v)\b[^,;]*$/i.test(lines[index]!) || isOfSignIn(lines, index))
    return undefined
  let end = index + 1
  while (/^\s*\./.test(lines[end] ?? '')) end++
  // A pattern may ask for more: `.regex(/^.{10,}$/)`.
  if (lines.slice(index + 1, end).some(line => /\{(?:[89]|\d{2,}),/.test(line))) return undefined
  return only(lines, index + 1, end, /^\s*\.min(?:Length)?\(\s*(\d+)\b/)
}

/** `@MinLength(6)` above the field of a class. https://github.com/typestack/class-validator#validation-decorators */
function ruleOfClass(lines: readonly string[], index: number): PasswordRule | undefined {
  if (!/^\s*(?:(?:public|readonly|declare)\s+)*(?:new_?)?password\s*[?!]?\s*:\s*string\b/i.test(lines[index]!)) return undefined
  let start = index
  while (start > 0 && /^\s*@\w+\(.*\)\s*$/.test(lines[start - 1]!)) start--
  // Each of the two asks for a length of its own.
  const asksMore = lines.slice(start, index).some(line => /@(?:Matches|IsStrongPassword)\(/.test(line))
  return asksMore || isOfSignIn(lines, index) ? undefined : only(lines, start, index, /^\s*@(?:MinLength|Length)\(\s*(\d+)\b/)
}

/** The first such rule among some lines. */
function only(lines: readonly string[], from: number, to: number, pattern: RegExp): PasswordRule | undefined {
  for (let at = from; at < to; at++) {
    const found = pattern.exec(lines[at] ?? '')
    const length = Number(found?.[1])
    if (found && length > 1 && length < SHORTEST) return { length, line: at, column: columnOf(found, found[1]!), written: length }
  }
  return undefined
}

/** Whoever signs in has a password from before, and what it was let in by is asked elsewhere. */
function isOfSignIn(lines: readonly string[], index: number): boolean {
  const named = lines
    .slice(0, index)
    .findLast(line => /^\s*(?:export\s+)?(?:default\s+)?(?:abstract\s+)?(?:class|const|let)\s+\w/.test(line))
  return /log_?in|sign_?in/i.test(named ?? '')
}

/** Every pattern ends with the number that it catches. */
const columnOf = (found: RegExpExecArray, digits: string): number => found.index + found[0].lastIndexOf(digits)
