import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (line: string) =>
  (
    await findingsIn('input/code-injection', {
      'server.js': `const express = require('express')
const child = require('child_process')
const vm = require('vm')
const app = express()
app.use(express.json())
app.post('/run', (req, res) => {
${line}
  res.end()
})
app.listen(3000)`,
    })
  ).map(one => one.split(' ')[1])

test.each([
  'eval(req.body.code)',
  'new Function(req.body.code)()',
  'vm.runInNewContext(req.body.code)',
  'child.execSync(`convert ${req.body.name}`)',
  "child.spawn('sh', ['-c', req.body.line])",
  "setTimeout('go(' + req.body.x + ')', 1)",
])('finds %s', async line => {
  expect(await found(line)).toEqual(['critical'])
})

test.each([
  "child.execFile('convert', [req.body.name])",
  "child.exec('ls -la')",
  'JSON.parse(req.body.text)',
  'child.exec(`sleep ${Number(req.body.seconds)}`)',
  'setTimeout(() => console.log(req.body.x), 1)',
])('passes %s', async line => {
  expect(await found(line)).toEqual([])
})
