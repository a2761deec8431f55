import { relations, sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { users } from './auth';

export const organizations = pgTable(
  'organizations',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: varchar('name', { length: 255 }).notNull(),
    slug: varchar('slug', { length: 255 }).notNull().unique(),
    description: text('description'),
    logoUrl: text('logo_url'),
    websiteUrl: text('website_url'),
    createdAt: timestamp('created_at', { withTimezone: true }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true })
      .defaultNow()
      .notNull()
      .$onUpdate(() => new Date()),
    deletedAt: timestamp('deleted_at', { withTimezone: true }),
  },
  (table) => [index('idx_organizations_slug').on(table.slug)]
);

/**
 * Uploaded media, owned by its creator. The files live in R2.
 */
export const mediaItems = pgTable(
  'media_items',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    creatorId: text('creator_id')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    title: varchar('title', { length: 255 }).notNull(),
    description: text('description'),
    mediaType: varchar('media_type', { length: 50 }).notNull(),
    status: varchar('status', { length: 50 }).default('uploading').notNull(),
    r2Key: varchar('r2_key', { length: 500 }).notNull(),
    fileSizeBytes: bigint('file_size_bytes', { mode: 'number' }),
    mimeType: varchar('mime_type', { length: 100 }),
    durationSeconds: integer('duration_seconds'),
    width: integer('width'),
    height: integer('height'),
    hlsMasterPlaylistKey: varchar('hls_master_playlist_key', { length: 500 }),
    thumbnailKey: varchar('thumbnail_key', { length: 500 }),
    uploadedAt: timestamp('uploaded_at', { withTimezone: true }),
    createdAt: timestamp('created_at', { withTimezone: true }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true })
      .defaultNow()
      .notNull()
      .$onUpdate(() => new Date()),
    deletedAt: timestamp('deleted_at', { withTimezone: true }),
  },
  (table) => [
    index('idx_media_items_creator_id').on(table.creatorId),
    index('idx_media_items_status').on(table.creatorId, table.status),
    index('idx_media_items_type').on(table.creatorId, table.mediaType),
    check(
      'check_media_status',
      sql`${table.status} IN ('uploading', 'uploaded', 'transcoding', 'ready', 'failed')`
    ),
    check('check_media_type', sql`${table.mediaType} IN ('video', 'audio')`),
  ]
);

/**
 * What is published: metadata, access and price, apart from the media itself.
 */
export const content = pgTable(
  'content',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    creatorId: text('creator_id')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    organizationId: uuid('organization_id').references(() => organizations.id, {
      onDelete: 'set null',
    }), // NULL = personal profile
    mediaItemId: uuid('media_item_id').references(() => mediaItems.id, {
      onDelete: 'set null',
    }), // NULL = written content
    title: varchar('title', { length: 500 }).notNull(),
    slug: varchar('slug', { length: 500 }).notNull(),
    description: text('description'),
    contentType: varchar('content_type', { length: 50 }).notNull(),
    thumbnailUrl: text('thumbnail_url'),
    contentBody: text('content_body'),
    category: varchar('category', { length: 100 }),
    tags: jsonb('tags').$type<string[]>().default([]),
    visibility: varchar('visibility', { length: 50 }).default('purchased_only').notNull(),
    priceCents: integer('price_cents'), // NULL = free, INTEGER = price in cents
    status: varchar('status', { length: 50 }).default('draft').notNull(),
    publishedAt: timestamp('published_at', { withTimezone: true }),
    viewCount: integer('view_count').default(0).notNull(),
    purchaseCount: integer('purchase_count').default(0).notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true })
      .defaultNow()
      .notNull()
      .$onUpdate(() => new Date()),
    deletedAt: timestamp('deleted_at', { withTimezone: true }),
  },
  (table) => [
    // Slug is unique within an organization
    uniqueIndex('idx_unique_content_slug_per_org')
      .on(table.slug, table.organizationId)
      .where(sql`${table.organizationId} IS NOT NULL`),
    // ... and within a creator's personal content
    uniqueIndex('idx_unique_content_slug_personal')
      .on(table.slug, table.creatorId)
      .where(sql`${table.organizationId} IS NULL`),
    index('idx_content_creator_id').on(table.creatorId),
    index('idx_content_organization_id').on(table.organizationId),
    index('idx_content_media_item_id').on(table.mediaItemId),
    index('idx_content_slug_org').on(table.slug, table.organizationId),
    index('idx_content_status').on(table.status),
    index('idx_content_published_at').on(table.publishedAt),
    index('idx_content_category').on(table.category),
    check('check_content_status', sql`${table.status} IN ('draft', 'published', 'archived')`),
    check(
      'check_content_visibility',
      sql`${table.visibility} IN ('public', 'private', 'members_only', 'purchased_only')`
    ),
    check('check_content_type', sql`${table.contentType} IN ('video', 'audio', 'written')`),
    check(
      'check_price_non_negative',
      sql`${table.priceCents} IS NULL OR ${table.priceCents} >= 0`
    ),
  ]
);

// Relations

export const organizationsRelations = relations(organizations, ({ many }) => ({
  content: many(content),
}));

export const mediaItemsRelations = relations(mediaItems, ({ one }) => ({
  creator: one(users, {
    fields: [mediaItems.creatorId],
    references: [users.id],
  }),
}));

export const contentRelations = relations(content, ({ one }) => ({
  creator: one(users, {
    fields: [content.creatorId],
    references: [users.id],
  }),
  organization: one(organizations, {
    fields: [content.organizationId],
    references: [organizations.id],
  }),
  mediaItem: one(mediaItems, {
    fields: [content.mediaItemId],
    references: [mediaItems.id],
  }),
}));

export type Organization = typeof organizations.$inferSelect;
export type NewOrganization = typeof organizations.$inferInsert;
export type MediaItem = typeof mediaItems.$inferSelect;
export type NewMediaItem = typeof mediaItems.$inferInsert;
export type Content = typeof content.$inferSelect;
export type NewContent = typeof content.$inferInsert;
