import d1 from './d1/index.js'
import drizzle from './drizzle/index.js'
import firestore from './firestore/index.js'
import knex from './knex/index.js'
import kysely from './kysely/index.js'
import mongodb from './mongodb/index.js'
import mongoose from './mongoose/index.js'
import mysql from './mysql/index.js'
import type { Plugin } from './plugin.js'
import realtimeDatabase from './realtime-database/index.js'
import prisma from './prisma/index.js'
import sequelize from './sequelize/index.js'
import sqlClients from './sql-clients/index.js'
import sqlite from './sqlite/index.js'
import typeorm from './typeorm/index.js'

/** What reads and writes a database. */
export const DATA_LAYERS: readonly Plugin[] = [
  prisma,
  drizzle,
  sqlClients,
  sqlite,
  d1,
  mysql,
  mongodb,
  mongoose,
  sequelize,
  knex,
  kysely,
  typeorm,
  firestore,
  realtimeDatabase,
]
