CREATE TABLE tenants (id int, region text, PRIMARY KEY (id, region));

-- by an index on the key's columns in another order
CREATE TABLE rooms (id int PRIMARY KEY, tenant int, region text, FOREIGN KEY (tenant, region) REFERENCES tenants);
CREATE INDEX rooms_region_tenant ON rooms (region, tenant, id);

-- by a primary key that begins with it
CREATE TABLE doors (
    room int REFERENCES rooms,
    door int,
    PRIMARY KEY (room, door)
);

-- by an index that leaves out nothing but what has no key
CREATE TABLE keys (id int PRIMARY KEY, room int REFERENCES rooms);
CREATE INDEX keys_room ON keys (room) WHERE room IS NOT NULL;

-- by a unique constraint
CREATE TABLE alarms (id int PRIMARY KEY, room int UNIQUE REFERENCES rooms);
