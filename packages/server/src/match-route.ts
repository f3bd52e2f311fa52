import { KaiwuError } from '@kaiwu/core'
import type { NextFunction, Request, Response } from 'express'
import { requestPath } from './request-state.ts'
import type { Route } from './route.ts'

/** The routes at an address, whatever their method; several when the address serves several methods. */
export function routesAt(routes: readonly Route[], path: string): readonly Route[] {
  return routes.filter((route) => {
    const pattern = route.path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.]/g, '\\.')))
    return new RegExp(`^${pattern.join('/')}/?$`).test(path)
  })
}

/**
 * Answers what no route took: a known address with the wrong method, or an unknown one.
 * @throws METHOD_NOT_ALLOWED, ROUTE_NOT_FOUND
 */
export function refuseUnknown(routes: readonly Route[]): (request: Request, response: Response, next: NextFunction) => void {
  return (request, response) => {
    const path = requestPath(request).slice(0, 200)
    const found = routesAt(routes, request.path)
    if (found.length === 0) throw new KaiwuError('ROUTE_NOT_FOUND', { path })
    response.set('Allow', found.map(({ method }) => method.toUpperCase()).join(', '))
    throw new KaiwuError('METHOD_NOT_ALLOWED', { path, method: request.method })
  }
}
