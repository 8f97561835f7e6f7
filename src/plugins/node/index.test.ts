import { expect, test } from 'vitest'
import { deeds, readHandler } from '../app.fixture.js'

test.each([
  [
    `import fs from 'fs'; import path from 'path'`,
    `fs.readFile(path.join('./files', req.body.name), 'utf8', (error, text) => res.send(text))`,
    ['file read join("./files", body.name)'],
  ],
  [
    `import { writeFile } from 'node:fs/promises'; import path from 'node:path'`,
    `await writeFile(path.join('x', path.basename(req.body.name)), req.body.text)`,
    ['file write join("x", body.name:basename)'],
  ],
  [`import fs from 'fs'`, `fs.unlinkSync('./a/' + req.body.name)`, ['file delete template("./a/", body.name)']],
  [
    `import fs from 'fs'`,
    `if (fs.existsSync(req.body.name)) fs.createReadStream(req.body.name).pipe(res)`,
    ['file read body.name:by hand'],
  ],
  [``, `const text = await Deno.readTextFile(req.body.name)`, ['file read body.name']],
  [
    `import { exec } from 'child_process'`,
    `exec('ping ' + req.body.host, (error, out) => res.send(out))`,
    ['run shell template("ping ", body.host)'],
  ],
  [
    `import cp from 'child_process'; import { promisify } from 'util'; const run = promisify(cp.exec)`,
    `await run(\`git log \${req.body.branch}\`)`,
    ['run shell template("git log ", body.branch)'],
  ],
  [`import { spawn } from 'child_process'`, `spawn('sh', ['-c', req.body.text])`, ['run shell body.text']],
  [
    `import { spawn } from 'child_process'`,
    `spawn('convert', [req.body.file], { shell: true })`,
    ['run shell template("convert", body.file)'],
  ],
  [`import { execFile } from 'child_process'`, `execFile('git', ['log', req.body.branch])`, ['run shell "git"']],
  [`import vm from 'vm'`, `vm.runInNewContext(req.body.code)`, ['run code body.code']],
])('%s %s', async (imports, body, expected) => {
  expect(deeds(await readHandler(imports, `${body}\nres.end()`))).toEqual(expected)
})
