CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users, phone text);
ALTER TABLE profiles ADD CONSTRAINT by_phone FOREIGN KEY (phone) REFERENCES auth.users (phone) ON DELETE SET NULL;
CREATE TABLE notes (id uuid PRIMARY KEY, user_id uuid CONSTRAINT of_user REFERENCES auth.users (id));
