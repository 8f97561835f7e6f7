import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (lines: string) =>
  (
    await findingsIn('input/path-traversal', {
      'server.js': `const express = require('express')
const fs = require('fs')
const path = require('path')
const app = express()
app.get('/file/:name', async (req, res) => {
${lines}
})
app.listen(3000)`,
    })
  ).map(one => one.split(' ')[1])

test.each([
  "res.send(fs.readFileSync('files/' + req.query.name))",
  "fs.writeFileSync(path.join('files', req.query.name), 'x')\nres.end()",
  "res.sendFile(path.join(__dirname, 'files', req.params.name))",
  'fs.unlinkSync(`files/${req.query.name}`)\nres.end()',
  // One character goes, a range keeps the slash.
  "res.send(fs.readFileSync('files/' + req.query.name.replace(/[^a-zA-Z0-9.-]/, '')))",
  "res.send(fs.readFileSync('files/' + req.query.name.replace(/[^a-zA-Z0-9.-_]/g, '')))",
])('finds %s', async lines => {
  expect((await found(lines))[0]).toBe('high')
})

test.each([
  "res.send(fs.readFileSync(path.join('files', path.basename(req.query.name))))",
  "const full = path.resolve('files', req.query.name)\nif (!full.startsWith(path.resolve('files') + path.sep)) return res.status(404).end()\nres.send(fs.readFileSync(full))",
  'res.send(fs.readFileSync(`files/${Number(req.params.name)}.txt`))',
  "res.send(fs.readFileSync('files/' + req.query.name.replace(/[^a-zA-Z0-9.-]/g, '')))",
])('passes %s', async lines => {
  expect(await found(lines)).toEqual([])
})
