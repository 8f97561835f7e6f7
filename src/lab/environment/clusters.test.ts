import { expect, test } from 'vitest'
import { clustersIn } from './clusters.js'

test('a variable that stands where an address has its host names a cluster', () => {
  const texts = [
    'connect(`mongodb+srv://${process.env.MONGO_USER}:${process.env.MONGO_PASS}@${process.env.MONGO_HOST}/shop?w=majority`)',
    "connect(`mongodb+srv://u:p@${process.env['CLUSTER']}`)",
    'connect(`mongodb+srv://u:p@cluster0.${process.env.PART}.mongodb.net/${process.env.NAME}`)',
    'connect(`mongodb://${process.env.HOME_HOST}/shop`)',
  ]
  expect([...clustersIn(texts)]).toEqual([
    ['MONGO_HOST', 'cluster0.lab.mongodb.net'],
    ['CLUSTER', 'cluster0.lab.mongodb.net'],
  ])
})
