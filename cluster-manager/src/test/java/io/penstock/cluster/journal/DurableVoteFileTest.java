// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import static io.penstock.cluster.TestCluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableVoteFileTest {
    @TempDir
    Path directory;

    @Test
    void aVoteSurvives() {
        VoteFile votes = open();
        assertThat(votes.current()).isEqualTo(Vote.NONE);
        await(votes.write(new Vote(3, Optional.empty())));
        await(votes.write(new Vote(3, Optional.of("node-ä"))));
        await(votes.close());
        assertThat(reread()).isEqualTo(new Vote(3, Optional.of("node-ä")));
    }

    @Test
    void aVoteCannotBeTakenBack() {
        VoteFile votes = open();
        Vote given = new Vote(3, Optional.of("a"));
        await(votes.write(given));
        await(votes.write(given));
        assertThatThrownBy(() -> await(votes.write(new Vote(3, Optional.of("b")))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> await(votes.write(new Vote(3, Optional.empty()))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> await(votes.write(new Vote(2, Optional.of("b")))))
                .isInstanceOf(IllegalArgumentException.class);
        await(votes.write(new Vote(4, Optional.of("b"))));
        await(votes.close());
        assertThat(reread()).isEqualTo(new Vote(4, Optional.of("b")));
    }

    @Test
    void aVoteThatIsNotOnDiskIsNotGiven() {
        AtomicBoolean full = new AtomicBoolean();
        VoteFile votes = await(DurableVoteFile.open(directory, new Disk() {
            @Override
            void force(FileChannel channel) throws IOException {
                if (full.get()) {
                    throw new IOException("no space left");
                }
                super.force(channel);
            }
        }));
        await(votes.write(new Vote(1, Optional.of("a"))));
        full.set(true);
        assertThatThrownBy(() -> await(votes.write(new Vote(2, Optional.of("b")))))
                .isInstanceOf(JournalFailedException.class);
        assertThat(votes.current().term()).isEqualTo(1);
        full.set(false);
        assertThatThrownBy(() -> await(votes.write(new Vote(2, Optional.of("b")))))
                .isInstanceOf(JournalFailedException.class);
        await(votes.close());
        assertThat(reread()).isEqualTo(new Vote(1, Optional.of("a")));
    }

    @Test
    void anyDamageIsRefused() throws IOException {
        VoteFile votes = open();
        await(votes.write(new Vote(7, Optional.of("node-1"))));
        await(votes.close());
        Path file = directory.resolve("vote");
        byte[] sound = Files.readAllBytes(file);
        for (int at = 0; at < sound.length; at++) {
            byte[] flipped = sound.clone();
            flipped[at] ^= 0x01;
            Files.write(file, flipped);
            assertThatThrownBy(this::open).as("flip at %d", at).isInstanceOf(CorruptJournalException.class);
            Files.write(file, Arrays.copyOf(sound, at));
            assertThatThrownBy(this::open).as("cut at %d", at).isInstanceOf(CorruptJournalException.class);
        }
    }

    @Test
    void twoNodesCannotVoteFromOneDirectory() {
        VoteFile votes = open();
        assertThatThrownBy(this::open).isInstanceOf(DirectoryInUseException.class);
        await(votes.close());
    }

    private VoteFile open() {
        return await(DurableVoteFile.open(directory));
    }

    private Vote reread() {
        VoteFile votes = open();
        await(votes.close());
        return votes.current();
    }
}
