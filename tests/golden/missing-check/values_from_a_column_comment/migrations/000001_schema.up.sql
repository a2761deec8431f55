CREATE TABLE posts (
    id     bigint PRIMARY KEY,
    status text NOT NULL,
    kind   text,  -- note | essay
    size   text,
    mood   text   -- happy, sad, and so on
);
COMMENT ON COLUMN posts.status IS 'One of: draft, published';
COMMENT ON COLUMN posts.size IS 'How long it is: usually short or long';
