import helmet from 'helmet'

/**
 * Headers that keep a page from doing what this one never does. No `upgrade-insecure-requests` and no HSTS: in plants and
 * offices this is served over plain HTTP, which both would break; a proxy with TLS in front adds its own.
 */
export const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
      'object-src': ["'none'"],
      'base-uri': ["'self'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  },
  strictTransportSecurity: false,
  // Both work on trustworthy origins only; over plain HTTP browsers complain about them on the console.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xFrameOptions: { action: 'deny' },
})
