"""Texts are found where people wrote them, and never taken from what is no text."""

from __future__ import annotations

import time

import pytest

from fixer.texts import comment_above, from_markdown, stated_values

STATEMENT = "CREATE TABLE users (id int);"

COMMENTS = [
    ("-- People who can log in.", "People who can log in."),
    ("-- People who can\n--   log in,\n-- or could once.", "People who can log in, or could once."),
    ("/* People who can log in. */", "People who can log in."),
    ("/*\n * People who\n * can log in.\n */", "People who can log in."),
    ("/** People who can log in. */", "People who can log in."),
    ("SELECT 1;\n-- People who can log in.", "People who can log in."),
    ("  -- People who can log in.  ", "People who can log in."),
    ("-- ===== USERS =====\n-- People who can log in.", "People who can log in."),
    ("-- ==========\n-- USERS\n-- ==========\n-- People who can log in.", "People who can log in."),
    ("-- migrate:up\n-- People who can log in.", "People who can log in."),
    ("-- +goose Up\n-- People who can log in.\n-- +goose StatementBegin", "People who can log in."),
    ("SELECT 1;\n--> statement-breakpoint\n-- People who can log in.", "People who can log in."),
    ("-- DROP TABLE users;\n-- People who can log in.", "People who can log in."),
    ("-- People who can log in.\n-- TODO: split by tenant", "People who can log in."),
    ("-- People who can log in.\n-- squawk-ignore prefer-identity", "People who can log in."),
    ("-- People — „friends“ — who log in.", "People — „friends“ — who log in."),
    ("-- People ‚Äì or robots ‚Äì who log in.", "People – or robots – who log in."),
    ("-- ログインできる人", "ログインできる人"),
    ("-- Reset tokens", "Reset tokens"),  # parses as SQL, and is two words of prose
    ("-- Lock state of an order", "Lock state of an order"),
    ("-- With every order comes one of these", "With every order comes one of these"),
    ("-- Orders (and their refunds)", "Orders (and their refunds)"),
    ("-- Keys: one per service", "Keys: one per service"),
    ("-- Create-time snapshot of a user's cart", "Create-time snapshot of a user's cart"),
    ("\r\n-- People who can log in.\r", "People who can log in."),
    ("-- Create the users table\n-- People who can log in.", "People who can log in."),
    ("-- Your SQL goes here\n-- People who can log in.", "People who can log in."),
    ("-- Created by the login service, one per user.", "Created by the login service, one per user."),
    ("-- Changes of addresses, oldest first", "Changes of addresses, oldest first"),
    ("-- Updates that a customer has asked for", "Updates that a customer has asked for"),
    ("-- Moves of stock between warehouses", "Moves of stock between warehouses"),
    ("-- Set of permissions", "Set of permissions"),
    (
        "-- Stores what was paid.\n-- We keep it for ten years.",
        "Stores what was paid. We keep it for ten years.",
    ),
    ("-- New customers, until they are confirmed", "New customers, until they are confirmed"),
    ("-- First names by country", "First names by country"),
    ("-- Links people to teams", "Links people to teams"),
    ("-- Additions to an order", "Additions to an order"),
    ("-- Use of each coupon", "Use of each coupon"),
    ("-- Drop-off points of couriers", "Drop-off points of couriers"),
]
NO_TEXTS = [
    "",
    "-- People who can log in.\n",  # a blank line between
    "SELECT 1; -- trailing remark of another",
    "SELECT 1; /* trailing remark of another */",
    "SELECT '\n-- not a comment';",
    "-- ===== USERS =====",
    "-- == Users and roles ==",
    "--------------------\n-- Users and roles\n--------------------",
    "--- Users and roles ---",
    "/*=========================\n  Users and roles\n=========================*/",
    "-- ## Users and roles",
    "-- USERS AND ROLES",
    "-- Users",
    "-- Users table",
    "-- 1. Create the users table",
    "-- Create users table",
    "-- CreateTable",
    "-- Add index on users",
    "-- Table structure for users",
    "--> statement-breakpoint",
    "-- migrate:up",
    "-- migrate:up transaction:false",
    "-- +goose Up\n-- +goose StatementBegin",
    "-- +migrate Up",
    "-- sqlfluff:disable-all",
    "-- atlas:txmode none",
    "-- squawk-ignore ban-drop-table, prefer-robust-stmts",
    "-- liquibase formatted sql\n-- changeset bob:1",
    "-- name: CreateUsers :exec",
    "--\n-- Name: users; Type: TABLE; Schema: public; Owner: -\n--",
    "-- TOC entry 217 (class 1259 OID 16386)\n-- Name: users; Type: TABLE; Schema: public; Owner: me\n--",
    "-- People, as they were.\n-- CREATE TABLE users (\n--   id bigint\n-- );",
    "-- DROP TABLE users;",
    "-- DROP TABLE users",
    "-- ALTER TABLE users ADD COLUMN age int",
    "-- SELECT * FROM users WHERE id = 1",
    "-- CREATE TABLE users (",
    "--   name text\n-- );",
    "-- TODO: describe this table",
    "-- FIXME who owns this",
    "-- Copyright (c) 2024 Somebody Inc.\n-- People who can log in.",
    "-- SPDX-License-Identifier: MIT",
    "/* Licensed under the Apache License, Version 2.0 */",
    "-- People \ufffd who log in",
    "-- Your SQL goes here",
    "-- Add migration script here",
    "-- SQL in section 'Up' is executed when this migration is applied",
    "-- Write your migrate up statements here",
    "-- Custom SQL migration file, put your code below! --",
    "-- Step 1: Create a temporary table with the new column",
    "-- Create allowlist and blocklist tables",
    "-- Creates combined tables for reports:\n-- (comment, post, and private_message)",
    "-- Creating private message",
    "-- Remove the comment.read column, and create a new table,\n-- similar to the one for mentions.",
    "-- Move all the extra site settings to a table",
    "-- New table with data for all mod actions",
    "-- Consolidates all the old tables like post_read,\n-- to reduce joins.",
    "-- No good way to do references here unfortunately",
    "-- Here's a link on merges",
    "-- We need a table for people",
    "-- This migration is for people who log in",
    "-- Now we can add the table of people",
    "-- 2) Add people who log in",
    "-- https://example.org/wiki/users",
    "-- Fixes #123: people who log in",
    "--",
    "/**/",
]


@pytest.mark.parametrize(("above", "expected"), COMMENTS)
def test_the_comment_above_a_statement_is_its_text(above: str, expected: str) -> None:
    source = f"{above}\n{STATEMENT}"

    assert comment_above(source, source.index(STATEMENT)) == expected


@pytest.mark.parametrize("above", NO_TEXTS)
def test_what_is_no_description_is_never_taken_for_one(above: str) -> None:
    source = f"{above}\n{STATEMENT}"

    assert comment_above(source, source.index(STATEMENT)) is None


def test_a_statement_may_be_said_to_start_at_its_comment() -> None:
    source = f"SELECT 1;\n\n-- People who can log in.\n{STATEMENT}"

    assert comment_above(source, source.index(";") + 1) == "People who can log in."


def test_a_second_statement_on_a_line_has_no_comment_above() -> None:
    source = f"-- People who can log in.\nSELECT 1; {STATEMENT}"

    assert comment_above(source, source.index(STATEMENT)) is None


def test_the_comment_of_one_statement_is_not_that_of_the_next() -> None:
    source = f"-- People who can log in.\n{STATEMENT}\nCREATE TABLE roles (id int);"

    assert comment_above(source, source.index("CREATE TABLE roles")) is None


def test_a_comment_that_never_ends_above_is_stepped_over() -> None:
    source = "-- row of a long file\n" * 5000 + STATEMENT

    assert comment_above(source, source.index(STATEMENT)) is None


ITEMS = [
    ("- **users** - People", {"users": "People"}),
    ("* **users** – People", {"users": "People"}),
    ("1. **users** — People", {"users": "People"}),
    ("- **users**: People", {"users": "People"}),
    ("- **users:** People", {"users": "People"}),
    ("- `users` - People", {"users": "People"}),
    ("- **`users`** - People", {"users": "People"}),
    ("- `users`: People", {"users": "People"}),
    ("- **users** (core) - People", {"users": "People"}),
    ("- **users** ‚Äì People ‚Äî and robots", {"users": "People — and robots"}),
    ("- **users** â€” People â€“ and robots", {"users": "People – and robots"}),
    ("- **users** â\x80\x94 People", {"users": "People"}),
    ("- **users** \ufffd People", {"users": "People"}),
    ("- **users** - People who\n  can log\nin", {"users": "People who can log in"}),
    ("- **users** -\n  People", {"users": "People"}),
    ("- **auth.users** - People", {"auth.users": "People"}),
    ("- **users.email** - Where to write", {"users.email": "Where to write"}),
    ("- **taskMessages** - Chat history", {"taskMessages": "Chat history"}),
    ("- **users** - *All* people, `id` **and** [name](http://x)", {"users": "All people, id and name"}),
    (
        "- **users** - People\n  - **email** - Where to write",
        {"users": "People", "users.email": "Where to write"},
    ),
    ("- **users** - People\n- **users** - Robots", {"users": "People"}),
    ("- **users** -\n- **users** - Robots", {"users": "Robots"}),
    ("- **größe** - How tall", {"größe": "How tall"}),
    # no names, or no text
    ("- **Type Safety**: Zod", {}),
    ("- users - People", {}),
    ("- **users**", {}),
    ("- **users** People", {}),
    ("- **users** - People \ufffd robots", {}),
    ("**users** - People", {}),
    ("```\n- **users** - People\n```", {}),
    ("- People in **users** - and more", {}),
    ("", {}),
]
TABLES = [
    ("| Table | Description |\n|---|---|\n| users | People |", {"users": "People"}),
    ("| `table` | Purpose |\n|---|---|\n| `users` | People |\n| **roles** | *Their* rights |",
     {"users": "People", "roles": "Their rights"}),
    ("| Name | Rows | What it stores |\n|---|---|---|\n| auth.users | 5 | People |",
     {"auth.users": "People"}),
    ("| Column | Type | Description |\n|---|---|---|\n| users.email | text | Where to write |",
     {"users.email": "Where to write"}),
    ("### users\n| Column | Description |\n|---|---|\n| email | Where to write |",
     {"users.email": "Where to write"}),
    ("### `Users`\n| Name | Type | Notes |\n|---|---|---|\n| email | text | Where to write |",
     {"Users.email": "Where to write"}),
    ("| Table | Column | Description |\n|---|---|---|\n| users | email | Where to write |",
     {"users.email": "Where to write"}),
    ("## tables\n| Table | Description |\n|---|---|\n| users | People |", {"users": "People"}),
    ("| users | People |\n|---|---|\n| roles | Rights |", {}),
    ("| Table | Rows |\n|---|---|\n| users | 5 |", {}),
    ("| Table | Description |\n|---|---|\n| users |  |\n| all users | People |", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ITEMS + TABLES)
def test_markdown_says_what_a_name_means(text: str, expected: dict[str, str]) -> None:
    assert from_markdown(text) == expected


def test_the_core_tables_of_a_real_module_description() -> None:
    text = """## Core Tables
- **users** - User profiles with OAuth provider info (encrypted tokens)
- **accounts** - Additional linked accounts (e.g., GitHub connected to Vercel user)
- **taskMessages** - Chat history (user/agent messages) for multi-turn conversations

## Local Patterns
- **User Foreign Keys**: All queries MUST filter by userId (prevent cross-user access)
"""

    assert from_markdown(text) == {
        "users": "User profiles with OAuth provider info (encrypted tokens)",
        "accounts": "Additional linked accounts (e.g., GitHub connected to Vercel user)",
        "taskMessages": "Chat history (user/agent messages) for multi-turn conversations",
    }


STATED = [
    ("One of: draft, scheduled, published", "draft scheduled published"),
    ("One of draft, scheduled or published.", "draft scheduled published"),
    ("one of: draft, scheduled, and published", "draft scheduled published"),
    ("State of a post; one of: draft, published", "draft published"),
    ("State of a post. Must be one of 'draft', 'published'. Set by the editor.", "draft published"),
    ("One of the following values: draft, published", "draft published"),
    ("One of: draft (default), published", "draft published"),
    ("One of [draft, published]", "draft published"),
    ("One of `draft`, `published`", "draft published"),
    ("One of “draft”, “published”", "draft published"),
    ("one of draft/published", "draft published"),
    ("status: 'draft' | 'published'", "draft published"),
    ("status: 'draft' | 'published' | null", "draft published"),
    ("draft|scheduled|published", "draft scheduled published"),
    ("status: draft | published (default: draft)", "draft published"),
    ("draft | published - set by the worker", "draft published"),
    ("values: 'a', 'b'", "a b"),
    ("Values: a, b", "a b"),
    ("Allowed values are low, medium and high", "low medium high"),
    ("Allowed (draft, published, archived)", "draft published archived"),
    ("Possible states: on-hold, in_progress", "on-hold in_progress"),
    ("Must be 'a' or 'b'", "a b"),
    ("must be: read, write", "read write"),
    ("One of: 1, 2, 3", "1 2 3"),
    ("one of: yes, no", "yes no"),
    ("One of: draft, draft, published", "draft published"),
]
NOT_STATED = [
    "",
    "The state of a post",
    "Publication state (draft, published, archived)",
    "State machine: draft -> published",
    "Role: admin, user",
    "draft, scheduled, published",
    "e.g. draft, published",
    "One of: draft, published, etc",
    "One of: draft, published, ...",
    "One of: draft, published …",
    "One of: draft, published, for example",
    "values such as 'a', 'b'",
    "Values like: a, b",
    "draft|published, and more",
    "One of: draft, published?",
    "Currently one of: draft, published",
    "Not one of: draft, published",
    "Never one of draft, published",
    "Allowed values are not draft, published",
    "At least one of email, phone",
    "Exactly one of user_id, team_id",
    "one of the users, admins",
    "one of many, see below",
    "One of: in progress, done",
    "One of: draft",
    "One of: draft, see status_codes for more",
    "One of: draft, published (or archived)",
    "0 = off, 1 = on",
    "must be positive",
    "must be positive or zero",
    "must be lowercase, trimmed",
    "values are unique, sorted",
    "allowed for admins, owners",
    "one of: 1-5, 7",
    "string | null",
    "id: number | string",
    "true|false",
    "'a' | null",
    "uses a|b trees",
    "computed as first || last",
    "| a | b |",
    "One of: draft, published. Kind: post|page",  # two lists: which is the column's?
    "One of: draft, " + "x" * 3000,
]


@pytest.mark.parametrize(("comment", "expected"), STATED)
def test_values_that_a_comment_states_are_read(comment: str, expected: str) -> None:
    assert stated_values(comment) == tuple(expected.split())


def test_quoted_values_keep_their_blanks_and_quotes() -> None:
    assert stated_values("One of: 'in progress', 'it''s done'") == ("in progress", "it's done")


@pytest.mark.parametrize("comment", NOT_STATED)
def test_values_are_never_invented(comment: str) -> None:
    assert stated_values(comment) is None


@pytest.mark.parametrize("piece", ["one of ", "a,", "a | ", "'", "a or ", "values: 'a', ", "(", "a-"])
def test_hostile_comments_take_no_time(piece: str) -> None:
    begin = time.perf_counter()
    stated_values((piece * 2000)[:1990] + " !x")
    comment_above("-- " + piece * 2000 + "\nSELECT 1", len(piece) * 2000 + 4)

    assert time.perf_counter() - begin < 2
