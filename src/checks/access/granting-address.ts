import type { Source, SourceFile } from '#source/source'

const ADDRESS = String.raw`["'\`][^"'\`@\s]+@[^"'\`@\s]+\.[^"'\`@\s]+["'\`]`
const ASKED = new RegExp(
  String.raw`\b\w*e?mail\w*(?:\?*\.?\w+\(\))*\s*={2,3}\s*${ADDRESS}|${ADDRESS}\s*={2,3}\s*[\w.?]*e?mail|\b(?:new|NEW)\.email\s*=\s*'[^'@\s]+@[^'\s]+'|\[\s*${ADDRESS}[^\]]*\]\.includes\(\s*[\w.?]*e?mail`,
)
const RIGHT = String.raw`(?:admin|super_?admin|developer|owner|root|staff|moderator|manager)`
const GIVEN = new RegExp(
  String.raw`\b(?:role|user_?role|user_?type|account_?type)["']?\s*[:=]\s*(?:[^,;\n]*\?\s*)?["'\`]${RIGHT}["'\`]|\bis_?admin["']?\s*[:=]\s*true\b|\bthen\b[^;]*'${RIGHT}'`,
  'i',
)
/** The row, or the account, is written. */
const WRITTEN =
  /\b(?:setDoc|addDoc|set|insert|insertOne|create\w*|save\w*|update\w*|upsert|signUp|register\w*|add\w*|values)\s*\(|insert\s+into|\bnew\.\w+\s*:=/i
/** What is run by hand. */
const TESTED = /\.(?:test|spec|stories)\.|(?:^|\/)(?:__tests__|tests?|e2e|seeds?|seeders?|scripts|fixtures)\/|seed/i

/** A line that gives rights to whoever has the address that is written there, in code that runs in the browser or in the database too. */
export function* grantingAddresses(source: Source): Iterable<{ readonly file: SourceFile; readonly line: number }> {
  for (const file of source.files) {
    if ((file.kind !== 'code' && file.kind !== 'sql') || TESTED.test(file.path)) continue
    const line = grantIn(file)
    if (line !== undefined) yield { file, line }
  }
}

/** The line of an address that decides about a role which is then written. */
function grantIn(file: SourceFile): number | undefined {
  const text = file.text()
  if (!ASKED.test(text) || !GIVEN.test(text)) return undefined
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    if (!ASKED.test(line) || /^\s*(?:\/\/|\*|--)/.test(line)) continue
    const near = lines.slice(index, index + 6)
    const given = near.findIndex(one => GIVEN.test(one) && !/={2,3}\s*["'`]/.test(one.replace(ASKED, '')))
    if (given === -1 || /\breturn\b[^\n]*(?:40[13]|redirect)/.test(near.slice(0, given + 1).join('\n'))) continue
    const around = [...lines.slice(Math.max(0, index - 12), index), ...lines.slice(index + given, index + given + 25)]
    if (around.some(one => WRITTEN.test(one) && !/\bset[A-Z]\w*\(|\.set\(\s*["']/.test(one))) return index + 1
  }
  return undefined
}
