import deno from './deno/index.js'
import express from './express/index.js'
import language from './language/index.js'
import next from './next/index.js'
import type { Plugin } from './plugin.js'
import prisma from './prisma/index.js'
import supabase from './supabase/index.js'
import web from './web/index.js'

/** Every plugin. Earlier ones are asked first. */
export const PLUGINS: readonly Plugin[] = [deno, web, language, express, next, prisma, supabase]
