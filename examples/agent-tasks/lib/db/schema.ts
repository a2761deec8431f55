import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import { createInsertSchema, createSelectSchema } from 'drizzle-zod'
import { createId } from '@paralleldrive/cuid2'
import type { z } from 'zod'

export interface LogEntry {
  type: 'info' | 'command' | 'error' | 'success'
  message: string
  timestamp?: string
}

export interface SubAgentActivity {
  name: string
  status: 'starting' | 'running' | 'completed' | 'error'
  startedAt: string
  completedAt?: string
}

export const users = pgTable(
  'users',
  {
    id: text('id').primaryKey(),
    provider: text('provider', { enum: ['github', 'vercel'] }).notNull(),
    externalId: text('external_id').notNull(),
    accessToken: text('access_token').notNull(), // encrypted
    refreshToken: text('refresh_token'), // encrypted
    scope: text('scope'),
    username: text('username').notNull(),
    email: text('email'),
    name: text('name'),
    avatarUrl: text('avatar_url'),
    createdAt: timestamp('created_at').defaultNow().notNull(),
    updatedAt: timestamp('updated_at').defaultNow().notNull(),
    lastLoginAt: timestamp('last_login_at').defaultNow().notNull(),
  },
  (table) => ({
    providerExternalIdIdx: uniqueIndex('users_provider_external_id_idx').on(table.provider, table.externalId),
  }),
)

export const tasks = pgTable(
  'tasks',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    prompt: text('prompt').notNull(),
    title: text('title'),
    repoUrl: text('repo_url'),
    baseBranch: text('base_branch'),
    selectedAgent: text('selected_agent').default('claude'),
    selectedModel: text('selected_model'),
    installDependencies: boolean('install_dependencies').default(false),
    maxDuration: integer('max_duration').default(parseInt(process.env.MAX_SANDBOX_DURATION || '300', 10)),
    keepAlive: boolean('keep_alive').default(false),
    status: text('status', { enum: ['pending', 'processing', 'completed', 'error', 'stopped'] })
      .notNull()
      .default('pending'),
    progress: integer('progress').default(0),
    logs: jsonb('logs').$type<LogEntry[]>(),
    error: text('error'),
    branchName: text('branch_name'),
    sandboxId: text('sandbox_id'),
    sandboxUrl: text('sandbox_url'),
    agentSessionId: text('agent_session_id'),
    previewUrl: text('preview_url'),
    prUrl: text('pr_url'),
    prNumber: integer('pr_number'),
    prStatus: text('pr_status', { enum: ['open', 'closed', 'merged'] }),
    prMergeCommitSha: text('pr_merge_commit_sha'),
    mcpServerIds: jsonb('mcp_server_ids').$type<string[]>(),
    subAgentActivity: jsonb('sub_agent_activity').$type<SubAgentActivity[]>(),
    currentSubAgent: text('current_sub_agent'),
    lastHeartbeat: timestamp('last_heartbeat'),
    heartbeatExtensionCount: integer('heartbeat_extension_count').default(0),
    createdAt: timestamp('created_at').defaultNow().notNull(),
    updatedAt: timestamp('updated_at').defaultNow().notNull(),
    completedAt: timestamp('completed_at'),
    deletedAt: timestamp('deleted_at'),
  },
  (table) => ({
    userIdCreatedAtIdx: index('idx_tasks_user_id_created_at').on(table.userId, table.createdAt),
    userIdDeletedAtIdx: index('idx_tasks_user_id_deleted_at').on(table.userId, table.deletedAt),
    heartbeatExtensionIdx: index('idx_tasks_heartbeat_extension')
      .on(table.heartbeatExtensionCount)
      .where(sql`${table.heartbeatExtensionCount} > 0`),
    sandboxCleanupIdx: index('idx_tasks_sandbox_cleanup')
      .on(table.sandboxId, table.lastHeartbeat)
      .where(sql`${table.sandboxId} IS NOT NULL`),
  }),
)

export const taskMessages = pgTable(
  'task_messages',
  {
    id: text('id').primaryKey(),
    taskId: text('task_id')
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ['user', 'agent'] }).notNull(),
    content: text('content').notNull(),
    createdAt: timestamp('created_at').defaultNow().notNull(),
    updatedAt: timestamp('updated_at').defaultNow().notNull(),
  },
  (table) => ({
    taskIdIdx: index('idx_task_messages_task_id').on(table.taskId),
    createdAtIdx: index('idx_task_messages_created_at').on(table.createdAt),
  }),
)

export const connectors = pgTable('connectors', {
  id: text('id').primaryKey(),
  userId: text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  description: text('description'),
  type: text('type', { enum: ['local', 'remote'] })
    .notNull()
    .default('remote'),
  baseUrl: text('base_url'),
  oauthClientId: text('oauth_client_id'),
  oauthClientSecret: text('oauth_client_secret'), // encrypted
  command: text('command'),
  env: text('env'), // encrypted
  status: text('status', { enum: ['connected', 'disconnected'] })
    .notNull()
    .default('disconnected'),
  createdAt: timestamp('created_at').defaultNow().notNull(),
  updatedAt: timestamp('updated_at').defaultNow().notNull(),
})

export const accounts = pgTable(
  'accounts',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    provider: text('provider', { enum: ['github'] }).notNull(),
    externalUserId: text('external_user_id').notNull(),
    accessToken: text('access_token').notNull(), // encrypted
    refreshToken: text('refresh_token'), // encrypted
    scope: text('scope'),
    username: text('username').notNull(),
    createdAt: timestamp('created_at').defaultNow().notNull(),
    updatedAt: timestamp('updated_at').defaultNow().notNull(),
  },
  (table) => ({
    userIdProviderIdx: uniqueIndex('accounts_user_id_provider_idx').on(table.userId, table.provider),
  }),
)

export const keys = pgTable(
  'keys',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    provider: text('provider', { enum: ['anthropic', 'openai', 'cursor', 'gemini', 'aigateway'] }).notNull(),
    value: text('value').notNull(), // encrypted
    createdAt: timestamp('created_at').defaultNow().notNull(),
    updatedAt: timestamp('updated_at').defaultNow().notNull(),
  },
  (table) => ({
    userIdProviderIdx: uniqueIndex('keys_user_id_provider_idx').on(table.userId, table.provider),
  }),
)

export const settings = pgTable(
  'settings',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    value: text('value').notNull(),
    createdAt: timestamp('created_at').defaultNow().notNull(),
    updatedAt: timestamp('updated_at').defaultNow().notNull(),
  },
  (table) => ({
    userIdKeyIdx: uniqueIndex('settings_user_id_key_idx').on(table.userId, table.key),
  }),
)

export const apiTokens = pgTable(
  'api_tokens',
  {
    id: text('id')
      .primaryKey()
      .$defaultFn(() => createId()),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    tokenHash: text('token_hash').notNull().unique(), // SHA256
    tokenPrefix: text('token_prefix').notNull(),
    createdAt: timestamp('created_at').defaultNow().notNull(),
    updatedAt: timestamp('updated_at').defaultNow().notNull(),
    lastUsedAt: timestamp('last_used_at'),
    expiresAt: timestamp('expires_at'),
  },
  (table) => ({
    userIdIdx: index('api_tokens_user_id_idx').on(table.userId),
  }),
)

export const insertUserSchema = createInsertSchema(users)
export const selectUserSchema = createSelectSchema(users)
export const insertTaskSchema = createInsertSchema(tasks)
export const selectTaskSchema = createSelectSchema(tasks)
export const insertTaskMessageSchema = createInsertSchema(taskMessages)
export const selectTaskMessageSchema = createSelectSchema(taskMessages)
export const insertConnectorSchema = createInsertSchema(connectors)
export const selectConnectorSchema = createSelectSchema(connectors)
export const insertAccountSchema = createInsertSchema(accounts)
export const selectAccountSchema = createSelectSchema(accounts)
export const insertKeySchema = createInsertSchema(keys)
export const selectKeySchema = createSelectSchema(keys)
export const insertSettingSchema = createInsertSchema(settings)
export const selectSettingSchema = createSelectSchema(settings)
export const insertApiTokenSchema = createInsertSchema(apiTokens)
export const selectApiTokenSchema = createSelectSchema(apiTokens)

export type User = z.infer<typeof selectUserSchema>
export type InsertUser = z.infer<typeof insertUserSchema>
export type Task = z.infer<typeof selectTaskSchema>
export type InsertTask = z.infer<typeof insertTaskSchema>
export type TaskMessage = z.infer<typeof selectTaskMessageSchema>
export type InsertTaskMessage = z.infer<typeof insertTaskMessageSchema>
export type Connector = z.infer<typeof selectConnectorSchema>
export type InsertConnector = z.infer<typeof insertConnectorSchema>
export type Account = z.infer<typeof selectAccountSchema>
export type InsertAccount = z.infer<typeof insertAccountSchema>
export type Key = z.infer<typeof selectKeySchema>
export type InsertKey = z.infer<typeof insertKeySchema>
export type Setting = z.infer<typeof selectSettingSchema>
export type InsertSetting = z.infer<typeof insertSettingSchema>
export type ApiToken = z.infer<typeof selectApiTokenSchema>
export type InsertApiToken = z.infer<typeof insertApiTokenSchema>
