import { defineFix } from '../fix.js'

export default defineFix({
  id: 'secrets/committed-data',
  for: ['secrets/committed-data'],
  title: 'Takes a file with secrets or people out of the repository',
  *patches({ finding, source }) {
    const { file: path } = finding.at
    if (source.isTracked(path) === false) return
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
