import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import express, { Router, type RequestHandler, type Response } from 'express'
import type { Logger } from 'pino'
import { problemFor } from './error-response.ts'
import type { Problem } from './problem.ts'
import { requestState } from './request-state.ts'

/**
 * Serves a built page. Files under `assets/` carry a hash in their name and are kept for good; all others are asked for anew.
 * The page routes by the fragment, so an unknown address is never answered with it: a chunk of an older build must be
 * missing, not HTML.
 * @throws CONSOLE_NOT_BUILT for `/` while the folder holds no page, as HTML for browsers
 */
export function consolePage(folder: string, logger: Logger): RequestHandler {
  const router = Router()
  router.get('/', (request, response, next) => {
    if (existsSync(join(folder, 'index.html'))) return next()
    const error = new KaiwuError('CONSOLE_NOT_BUILT')
    if (request.accepts(['application/json', 'text/html']) !== 'text/html') throw error
    sendProblemPage(problemFor(error, request, response, logger), response)
  })
  const assets = join(folder, 'assets') + sep
  router.use(
    express.static(folder, {
      dotfiles: 'ignore',
      cacheControl: false,
      setHeaders: (response, path) =>
        void response.setHeader('Cache-Control', path.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache'),
    }),
  )
  return router
}

/** The texts are those of the error table: nothing a caller wrote comes into this page. */
function sendProblemPage({ status, title, detail, code }: Problem, response: Response): void {
  const { language } = requestState(response)
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`
  const body = `<h1>${title}</h1><p>${detail}</p><p>${code}</p>`
  const page = `<!doctype html><html lang="${language}"><head>${head}</head><body>${body}</body></html>`
  response.status(status).set('Cache-Control', 'no-store').type('html').send(page)
}
