/**
 * Absolute path of the built page, for a server to hand out as static files. The folder exists after `npm run build` only.
 * @example
 * app.use(express.static(consoleFolder))
 */
export declare const consoleFolder: string
