import { defineFix } from '../fix.js'

export default defineFix({
  id: 'env/missing-example',
  for: ['env/missing-example'],
  title: 'Writes the list of variables that the app needs',
  *patches({ problem, model, finding }) {
    const names = problem.data?.names as readonly string[] | undefined
    if (!names?.length) return
    // Not as a file: another repair may have begun the list.
    const environment = Object.fromEntries(
      names.map(name => [name, `Read in ${model.env.find(one => one.name === name)?.reads[0]?.at.file ?? finding.at.file}`]),
    )
    yield {
      title: 'List the variables that the app needs in .env.example',
      says: `\`.env.example\` names ${names.length} ${names.length === 1 ? 'variable' : 'variables'}, without values.`,
      edits: [],
      files: [],
      environment,
    }
  },
})
