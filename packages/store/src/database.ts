import type { StoreValue } from './connection.ts'
import type { Migration } from './migrate.ts'

/**
 * Ways to run statements on a database, whichever it is. Statements are written once, in what SQLite and PostgreSQL share:
 * `?` or `?1` for values, `ON CONFLICT`, no JSON functions. Names in camelCase keep their letters on both, truth comes back as 1 and 0,
 * numbers that would lose digits are refused, and what is no number, text or bytes comes back as PostgreSQL's text.
 */
export type Queries = Readonly<{
  /**
   * Runs a statement and returns its rows; outside of a transaction one that only reads.
   * Whole numbers come back as numbers, bytes as `Uint8Array`.
   */
  all<Row>(sql: string, ...values: StoreValue[]): Promise<Row[]>
  /** Runs a statement and returns its first row. */
  get<Row>(sql: string, ...values: StoreValue[]): Promise<Row | undefined>
  /** Runs a statement for its effect and returns how many rows it changed. */
  run(sql: string, ...values: StoreValue[]): Promise<number>
}>

/** How a transaction is carried out; what it does is the same. */
export type TransactionOptions = Readonly<{
  /** It writes much: on SQLite another thread carries it out, so that this one goes on with other work. */
  bulk?: boolean
}>

/** The truth of a base: SQLite in a folder, or PostgreSQL behind a URL. What reads outside a transaction sees committed rows only. */
export type Database = Queries &
  Readonly<{
    kind: 'sqlite' | 'postgres'
    /** What errors name: the folder, or the URL without its password. */
    place: string
    /** A folder of this process's own for files that can be made again, such as indexes. */
    folder: string
    /** False when another process holds the folder and this one may only read. PostgreSQL has many writers. */
    writable: boolean
    /**
     * Everything inside happens, durably, or nothing does. Transactions that write run one at a time, on PostgreSQL across all
     * servers of the base. Not nestable: inside, use what is handed in. After a statement that failed nothing is kept, whoever caught
     * its error. On PostgreSQL the work is run again when another program was in its way: it does nothing that cannot be done twice.
     * @throws STORE_FULL, DATABASE_OUT_OF_SPACE when there is no room; DATABASE_UNREACHABLE, DATABASE_TIMEOUT, DATABASE_COMMIT_UNKNOWN
     */
    transaction<T>(work: (inside: Queries) => Promise<T>, options?: TransactionOptions): Promise<T>
    /** Calls back soon after another process has changed something; returns a way to stop. */
    onChange(changed: () => void): () => void
    /** Looks now: {@link onChange} has called back, for all that others have changed until now, when this resolves. @throws DATABASE_UNREACHABLE */
    lookForChanges(): Promise<void>
    /** @throws STORE_CORRUPT, DATABASE_DAMAGED when the database fails its own check */
    verify(): Promise<void>
    /** Refuses what comes from now on, and waits for what runs. */
    close(): Promise<void>
  }>

/** The history of a schema, for each kind of database. */
export type Migrations = Readonly<{ sqlite: readonly Migration[]; postgres: readonly Migration[] }>
