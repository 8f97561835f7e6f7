import { expect, test } from 'vitest'
import { deeds, readApp, readHandler, spell } from '../app.fixture.js'

test('multer: files of the request, its options, and the name that the app gives to a file', async () => {
  const model = await readApp({
    'server.js': `const express = require('express'), multer = require('multer'), fs = require('fs')
      const storage = multer.diskStorage({ destination: 'up/', filename: (req, file, done) => done(null, file.originalname) })
      const upload = multer({ storage, limits: { fileSize: 1000 }, fileFilter: (req, file, done) => done(null, true) })
      const app = express()
      app.post('/up', upload.single('photo'), (req, res) => { fs.readFile(req.file.path, () => {}); res.end() })
      app.listen(1)`,
  })
  expect(deeds(model)).toEqual(['file write files.originalname', 'file read files.path'])
  expect(model.setups).toMatchObject([{ what: 'upload', library: 'multer' }])
  expect(spell(model.setups[0]!.options)).toBe('{storage: ?, limits: {fileSize: 1000}}')
})

test('an error of multer sets up nothing', async () => {
  const model = await readApp({
    'server.js': `const express = require('express'), multer = require('multer')
      const upload = multer({ dest: 'up/', fileFilter: (req, file, done) => done(new multer.MulterError('LIMIT_UNEXPECTED_FILE')) })
      const app = express()
      app.post('/up', upload.single('photo'), (req, res) => res.end())
      app.listen(1)`,
  })
  expect(model.setups.filter(setup => setup.what === 'upload')).toHaveLength(1)
})

test('express-fileupload moves a file to a path', async () => {
  const model = await readHandler(
    `import fileUpload from 'express-fileupload'`,
    `await req.files.photo.mv('./public/' + req.files.photo.name); res.end()`,
  )
  expect(deeds(model)).toEqual(['file write template("./public/", files.photo.name)'])
})

test('formidable and busboy hand over fields and files', async () => {
  const model = await readHandler(
    `import formidable from 'formidable'; import Busboy from 'busboy'; import fs from 'fs'`,
    `const form = formidable({ maxFileSize: 1 }); const [fields, files] = await form.parse(req); fs.unlinkSync(fields.path)
     const bb = Busboy({ headers: req.headers }); bb.on('file', (name, file, info) => { fs.createWriteStream('up/' + info.filename) }); res.end()`,
  )
  expect(deeds(model)).toEqual(['file delete body.path', 'file write template("up/", files.info.filename)'])
})

test.each([
  ['a filter that lets everything in is none', '(req, file, done) => done(null, true)', false],
  ['and one that only writes down what comes', '(req, file, done) => { console.log(file.originalname); done(null, true) }', false],
  ['a filter that asks', "(req, file, done) => done(null, file.mimetype === 'image/png')", true],
  [
    'a filter with two ways',
    "(req, file, done) => { if (/^image/.test(file.mimetype)) done(null, true); else done(new Error('no')) }",
    true,
  ],
  ['a filter that could not be read', 'filterOf(rules)', true],
])('%s', async (_, filter, isTold) => {
  const model = await readApp({
    'server.js': `const express = require('express'), multer = require('multer')
      const upload = multer({ dest: 'up/', fileFilter: ${filter} })
      const app = express()
      app.post('/up', upload.single('photo'), (req, res) => res.end())
      app.listen(1)`,
  })
  expect(spell(model.setups.find(one => one.what === 'upload')!.options).includes('fileFilter')).toBe(isTold)
})
