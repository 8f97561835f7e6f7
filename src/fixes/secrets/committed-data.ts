import type { Source } from '#source/source'
import type { Finding } from '#triage/finding'
import { defineFix, type Edit } from '../fix.js'

export default defineFix({
  id: 'secrets/committed-data',
  for: ['secrets/committed-data'],
  title: 'Takes a file with secrets or people out of the repository',
  *patches({ finding, source }) {
    const { file: path } = finding.at
    if (source.isTracked(path) === false) return
    // By this the app is started: it stays, and what it holds goes.
    if (COMPOSE.test(path)) {
      const edits = withoutValues(finding, source)
      if (edits)
        yield {
          title: `Take the passwords out of ${path}`,
          says: `\`${path}\` takes them from a file \`.env\` beside it, which is not in the repository. Write them there, and change those that are in use: they are still in the history.`,
          edits: edits.map(one => one.edit),
          files: [],
          environment: Object.fromEntries(edits.map(one => [one.name, `Read in ${path}`])),
        }
      return
    }
    const name = path.split('/').at(-1)!
    // What the app reads when it starts cannot just leave.
    const isRead =
      !/^\.env/.test(name) &&
      source.files.some(
        file =>
          file.path !== path && /^(?:code|json|yaml|toml)$/.test(file.kind) && file.text().includes(name) && !makes(file.text(), name),
      )
    if (isRead) return
    const ignore = source.files.find(file => file.path === '.gitignore')
    const text = ignore?.text() ?? ''
    const line = `/${path}`
    const isNamed = text.split(/\r?\n/).some(one => one.trim() === line || one.trim() === path || one.trim() === name)
    yield {
      title: `Take ${path} out of the repository`,
      says: `\`${path}\` is no longer in the repository, and git does not take it again. It is still in the history: remove it there, and change what it gave away. Keep your own copy before you merge.`,
      edits:
        ignore && !isNamed
          ? [
              {
                file: '.gitignore',
                start: text.length,
                end: text.length,
                text: `${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`,
              },
            ]
          : [],
      files: ignore || isNamed ? [] : [{ file: '.gitignore', text: `${line}\n` }],
      removes: [path],
    }
  },
})

/** SQLite makes the file where there is none, and the code its tables. */
const makes = (text: string, name: string): boolean => /\.(?:db|sqlite3?)$/.test(name) && /create table if not exists/i.test(text)

const COMPOSE = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i

/** `${DB_PASSWORD}` for each value that the finding names. https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/ */
function withoutValues({ at, trail }: Finding, source: Source): readonly { readonly name: string; readonly edit: Edit }[] | undefined {
  const text = source.file(at.file)?.text()
  if (text === undefined) return undefined
  const lines = text.split('\n')
  const edits = trail.map(step => {
    const line = lines[step.at.line - 1] ?? ''
    const [, before, name, after] = /^(\s*-?\s*["']?([A-Z][A-Z0-9_]*)["']?\s*[:=]\s*["']?)([^\s"'#]+)/.exec(line) ?? []
    if (!before || !name || !after || !step.label.includes(name)) return undefined
    const start = lines.slice(0, step.at.line - 1).reduce((sum, one) => sum + one.length + 1, 0) + before.length
    return { name, edit: { file: at.file, start, end: start + after.length, text: `\${${name}}` } }
  })
  return edits.length > 0 && edits.every(one => one !== undefined) ? edits : undefined
}
