using DynamoBackup.Commands;
using Xunit;

namespace DynamoBackup.Tests.Module;

public class RejectedCredentialsTests
{
    private readonly RejectedCredentials<string> _rejected = new();

    [Theory]
    [InlineData(true, 0, true)]
    [InlineData(true, 1, false)]
    [InlineData(false, 0, false)]
    [InlineData(false, 1, false)]
    public void A_record_that_leads_nowhere_ends_the_command_only_where_the_command_line_led_it_and_no_other_place_is_known(
        bool isOfCommandLine, int places, bool ends) =>
        Assert.Equal(ends, RejectedCredentials<string>.EndsUnresolved(isOfCommandLine, places));

    [Fact]
    public void The_command_lines_rejected_credentials_end_the_command_once_nothing_is_open()
    {
        Assert.True(_rejected.TryHold("Music", isOfCommandLine: true, places: 1));
        Assert.True(_rejected.TryHold("Users", isOfCommandLine: true, places: 1));
        Assert.Equal("", Settled(places: 1, open: 1));
        Assert.Equal("Music, Users: the command ends", Settled(places: 1, open: 0));
    }

    [Fact]
    public void A_records_own_rejected_credentials_cost_its_own_table() =>
        Assert.False(_rejected.TryHold("Music", isOfCommandLine: false, places: 1));

    [Fact]
    public void Where_another_place_is_known_nothing_is_held_back() =>
        Assert.False(_rejected.TryHold("Music", isOfCommandLine: true, places: 2));

    [Fact]
    public void Where_a_backup_was_made_nothing_is_held_back()
    {
        _rejected.NoteBackup();
        Assert.False(_rejected.TryHold("Music", isOfCommandLine: true, places: 1));
    }

    [Fact]
    public void What_is_held_back_is_written_as_soon_as_a_backup_turns_out_to_be_made()
    {
        Assert.True(_rejected.TryHold("Music", isOfCommandLine: true, places: 1));
        _rejected.NoteBackup();
        Assert.Equal("Music", Settled(places: 1, open: 3));
    }

    [Fact]
    public void What_is_held_back_is_written_as_soon_as_a_record_leads_elsewhere()
    {
        Assert.True(_rejected.TryHold("Music", isOfCommandLine: true, places: 1));
        Assert.Equal("Music", Settled(places: 2, open: 1));
    }

    [Fact]
    public void What_was_decided_on_is_not_decided_on_again()
    {
        Assert.True(_rejected.TryHold("Music", isOfCommandLine: true, places: 1));
        Assert.Equal("Music: the command ends", Settled(places: 1, open: 0));
        Assert.Equal("", Settled(places: 1, open: 0));
    }

    private string Settled(int places, int open)
    {
        (IReadOnlyList<string> errors, bool endsCommand) = _rejected.Settle(places, open);
        return string.Join(", ", errors) + (endsCommand ? ": the command ends" : string.Empty);
    }
}
