import { relations } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  serial,
  text,
  timestamp,
  varchar,
} from "drizzle-orm/pg-core";

// Session storage of connect-pg-simple
export const sessions = pgTable(
  "sessions",
  {
    sid: varchar("sid").primaryKey(),
    sess: jsonb("sess").notNull(),
    expire: timestamp("expire").notNull(),
  },
  (table) => [index("IDX_session_expire").on(table.expire)],
);

export const users = pgTable("users", {
  id: varchar("id").primaryKey().notNull(),
  email: varchar("email").unique().notNull(),
  password: text("password").notNull(),
  firstName: varchar("first_name").notNull(),
  lastName: varchar("last_name").notNull(),
  profileImageUrl: varchar("profile_image_url"),
  isActive: boolean("is_active").default(true),
  createdAt: timestamp("created_at").defaultNow(),
  updatedAt: timestamp("updated_at").defaultNow(),
});

export const projects = pgTable("projects", {
  id: serial("id").primaryKey(),
  userId: varchar("user_id")
    .references(() => users.id, { onDelete: "cascade" })
    .notNull(),
  name: varchar("name").notNull(),
  description: text("description"),
  type: varchar("type").notNull(), // video, audio, image, script, campaign
  template: varchar("template"),
  platform: varchar("platform"),
  targetAudience: varchar("target_audience"),
  estimatedDuration: varchar("estimated_duration"),
  tags: text("tags").array(),
  isPublic: boolean("is_public").default(false),
  status: varchar("status").default("active").notNull(), // active, completed, archived
  metadata: jsonb("metadata"),
  createdAt: timestamp("created_at").defaultNow(),
  updatedAt: timestamp("updated_at").defaultNow(),
});

export const content = pgTable("content", {
  id: serial("id").primaryKey(),
  userId: varchar("user_id")
    .references(() => users.id, { onDelete: "cascade" })
    .notNull(),
  projectId: integer("project_id").references(() => projects.id, { onDelete: "cascade" }),
  title: varchar("title").notNull(),
  description: text("description"),
  script: text("script"),
  platform: varchar("platform").notNull(),
  contentType: varchar("content_type").notNull(),
  status: varchar("status").default("draft").notNull(), // draft, scheduled, published, failed
  scheduledAt: timestamp("scheduled_at"),
  publishedAt: timestamp("published_at"),
  thumbnailUrl: varchar("thumbnail_url"),
  videoUrl: varchar("video_url"),
  tags: text("tags").array(),
  metadata: jsonb("metadata"),
  aiGenerated: boolean("ai_generated").default(false),
  createdAt: timestamp("created_at").defaultNow(),
  updatedAt: timestamp("updated_at").defaultNow(),
});

export const contentMetrics = pgTable("content_metrics", {
  id: serial("id").primaryKey(),
  contentId: integer("content_id")
    .references(() => content.id, { onDelete: "cascade" })
    .notNull(),
  platform: varchar("platform").notNull(),
  views: integer("views").default(0),
  likes: integer("likes").default(0),
  comments: integer("comments").default(0),
  shares: integer("shares").default(0),
  engagementRate: numeric("engagement_rate", { precision: 5, scale: 2 }),
  revenue: numeric("revenue", { precision: 10, scale: 2 }).default("0"),
  lastUpdated: timestamp("last_updated").defaultNow(),
});

export const socialAccounts = pgTable("social_accounts", {
  id: serial("id").primaryKey(),
  userId: varchar("user_id").notNull(),
  platform: varchar("platform").notNull(),
  accountId: varchar("account_id").notNull(),
  accountName: varchar("account_name").notNull(),
  accessToken: text("access_token"),
  refreshToken: text("refresh_token"),
  tokenExpiry: timestamp("token_expiry"),
  isActive: boolean("is_active").default(true),
  metadata: jsonb("metadata"),
  createdAt: timestamp("created_at").defaultNow(),
  updatedAt: timestamp("updated_at").defaultNow(),
});

export const socialPosts = pgTable("social_posts", {
  id: serial("id").primaryKey(),
  userId: varchar("user_id")
    .references(() => users.id, { onDelete: "cascade" })
    .notNull(),
  projectId: integer("project_id"),
  title: varchar("title").notNull(),
  caption: text("caption"),
  hashtags: text("hashtags").array(),
  emojis: text("emojis").array(),
  contentType: varchar("content_type").notNull(),
  status: varchar("status").default("draft").notNull(), // draft, scheduled, published, failed
  scheduledAt: timestamp("scheduled_at"),
  publishedAt: timestamp("published_at"),
  thumbnailUrl: varchar("thumbnail_url"),
  mediaUrls: text("media_urls").array(),
  aiGenerated: boolean("ai_generated").default(false),
  metadata: jsonb("metadata"),
  createdAt: timestamp("created_at").defaultNow(),
  updatedAt: timestamp("updated_at").defaultNow(),
});

export const aiGenerationTasks = pgTable("ai_generation_tasks", {
  id: serial("id").primaryKey(),
  userId: varchar("user_id").notNull(),
  taskType: varchar("task_type").notNull(),
  prompt: text("prompt").notNull(),
  result: text("result"),
  status: varchar("status").default("pending").notNull(),
  metadata: jsonb("metadata"),
  createdAt: timestamp("created_at").defaultNow(),
  completedAt: timestamp("completed_at"),
});

export const userRelations = relations(users, ({ many }) => ({
  socialAccounts: many(socialAccounts),
  content: many(content),
  aiTasks: many(aiGenerationTasks),
}));

export const contentRelations = relations(content, ({ one, many }) => ({
  user: one(users, { fields: [content.userId], references: [users.id] }),
  project: one(projects, { fields: [content.projectId], references: [projects.id] }),
  metrics: many(contentMetrics),
}));

export const socialAccountRelations = relations(socialAccounts, ({ one }) => ({
  user: one(users, { fields: [socialAccounts.userId], references: [users.id] }),
}));

export const contentMetricsRelations = relations(contentMetrics, ({ one }) => ({
  content: one(content, { fields: [contentMetrics.contentId], references: [content.id] }),
}));

export const aiTaskRelations = relations(aiGenerationTasks, ({ one }) => ({
  user: one(users, { fields: [aiGenerationTasks.userId], references: [users.id] }),
}));
