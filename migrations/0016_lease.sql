-- Which bot may write and send. Each new one raises the fence; what an older one still tries is refused by it.
CREATE TABLE lease (
    id     INTEGER PRIMARY KEY,  -- 1
    fence  INTEGER NOT NULL,
    beats  INTEGER NOT NULL,     -- counts on while the holder lives: others watch it, by their own clocks
    holder TEXT NOT NULL         -- the boot of the machine, and the number of the process; '' once it has ended
) STRICT;
