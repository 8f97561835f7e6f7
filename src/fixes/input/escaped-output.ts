import { type RawMark, rawMarks } from '#model/read/views'
import { defineFix } from '../fix.js'

/** What an editor makes is markup, and is to be shown as that. */
const MARKUP = /(?:^|[._])(?:html|body|content|markup|description|svg)$/i

export default defineFix({
  id: 'input/escaped-output',
  for: ['input/html-injection'],
  title: 'Lets a view escape what people write',
  *patches({ finding, source }) {
    const file = source.file(finding.at.file)
    if (file?.kind !== 'markup') return
    const marks = [...rawMarks(file)].filter(mark => mark.line === finding.at.line)
    const edits = marks.flatMap(mark => {
      const text = escaped(mark)
      const { start } = mark
      return text === undefined || isInScript(file.text(), start) ? [] : [{ file: file.path, start, end: start + mark.text.length, text }]
    })
    if (edits.length === 0 || edits.length < marks.length) return
    yield {
      title: `Show what people write in ${file.path} as text`,
      says: `The view escapes it: whatever is sent, ${finding.route ?? 'the page'} shows it as the text that it is.`,
      edits,
      files: [],
    }
  },
})

/** The same place, escaped: `<%= q %>`, `{{q}}`, `#{q}`, and `{{ q }}` without `| safe`. */
function escaped({ text, written }: RawMark): string | undefined {
  // Half of a call, or JSON for a script, is no text.
  if (MARKUP.test(written) || /JSON\.|\(/.test(written)) return undefined
  if (text.startsWith('<%')) return text.replace(/^<%[-~]/, '<%=').replace(/[-_]%>$/, '%>')
  if (text.startsWith('{{{')) return text.slice(1, -1)
  if (text.startsWith('{{&')) return text.replace('{{&', '{{')
  if (text.startsWith('{{')) return text.replace(/\s*\|\s*(?:safe|raw)\b/, '')
  return text.startsWith('!{') ? `#${text.slice(1)}` : text.replace('!=', '=')
}

/** Lines of a script of Pug stand further in than its name. */
const PUG_SCRIPT = /(?:^|\n)([ \t]*)script\b[^\n]*\n(?:\1[ \t]+[^\n]*\n|[ \t]*\n)*\1[ \t]+[^\n]*$/

function isInScript(text: string, at: number): boolean {
  const before = text.slice(0, at)
  return before.lastIndexOf('<script') > before.lastIndexOf('</script') || PUG_SCRIPT.test(before)
}
