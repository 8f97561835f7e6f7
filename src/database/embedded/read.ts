import type { Place } from '#base/place'
import type { Source } from '#source/source'
import { codeWith, type CodeFile } from '../code.js'
import { applyStep, readStep } from '../sql/apply.js'
import { newDraft, type Draft } from '../sql/draft.js'
import { piecesOf } from '../sql/split.js'
import { walkTree, type SyntaxNode } from '../tree.js'

const DDL = /^\s*(?:create\s+(?:temp(?:orary)?\s+)?(?:table|(?:unique\s+)?index)|alter\s+table)\b/i

/** Tables that code creates by itself: `db.exec('CREATE TABLE …')`. */
export function readEmbedded(source: Source): Draft {
  const draft = newDraft()
  for (const file of codeWith(source, /create\s+table\b/i))
    for (const { sql, start } of literalsOf(file)) {
      const placeAt = (offset: number): Place => file.placeAt(start + offset)
      for (const piece of piecesOf(sql)) {
        if (!DDL.test(piece.sql)) continue
        // Without the file's own gaps: text in code that is no SQL is no loss.
        applyStep({ ...draft, gaps: [] }, readStep(piece, placeAt))
      }
    }
  return draft
}

/** Literals that hold DDL, with everything that is no text blanked, so that offsets are those of the file. */
function literalsOf(file: CodeFile): { sql: string; start: number }[] {
  const found: { sql: string; start: number }[] = []
  const taken = new Set<number>()
  walkTree(file.program, (node: SyntaxNode) => {
    if (node.type !== 'Literal' && node.type !== 'TemplateLiteral' && !isSum(node)) return
    if (taken.has(node.start) && !isSum(node)) return
    const raw = file.text.slice(node.start, node.end)
    if (!/^['"`]\s*(?:--[^\n]*\s+)*(?:create|alter|pragma|begin)\b/i.test(raw)) return
    if (taken.has(node.start)) return
    taken.add(node.start)
    const inner = raw.slice(1, -1)
    const sql = inner
      .replace(/\\[nrt]/g, '  ')
      .replace(/['"`]\s*\+\s*['"`]/g, blank)
      .replace(/\$\{[^}]*\}/g, hole => `x${'_'.repeat(hole.length - 1)}`)
    found.push({ sql, start: node.start + 1 })
  })
  return found
}

const isSum = (node: SyntaxNode) => node.type === 'BinaryExpression' && (node as SyntaxNode & { operator: string }).operator === '+'
const blank = (text: string) => text.replace(/[^\n]/g, ' ')
