using Xunit;

namespace DynamoBackup.Tests.Engine;

public class PrintedCommandsTests
{
    private const string Arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Music/backup/01489602797149-73d8d5bc";

    private static readonly PrintedCommands Elsewhere = new()
    {
        Region = "eu-west-1",
        ProfileName = "night job",
        ProfileLocation = "/home/me/o'brien",
        EndpointUrl = "http://127.0.0.1:8000",
    };

    private const string Options =
        " -Region eu-west-1 -ProfileName 'night job' -ProfileLocation '/home/me/o''brien' -EndpointUrl http://127.0.0.1:8000";

    private const string OptionsOfPlace =
        " -ProfileName 'night job' -ProfileLocation '/home/me/o''brien' -EndpointUrl http://127.0.0.1:8000";

    [Fact]
    public void Every_command_leads_to_the_region_profile_and_endpoint()
    {
        Assert.Equal("Get-DDBTableList" + Options, Elsewhere.ListTables);
        Assert.Equal("Get-DDBBackupList -TableName Music" + Options, Elsewhere.ListBackups("Music"));
        Assert.Equal(
            $"Get-DDBBackupList -TableName Music{Options} | Where-Object BackupName -eq nightly", Elsewhere.FindBackup("Music", "nightly"));
        Assert.Equal($"Get-DDBBackup {Arn}{Options}", Elsewhere.ShowBackup(Arn));
        Assert.Equal($"Remove-DDBBackup {Arn}{Options}", Elsewhere.DeleteBackup(Arn));
        Assert.Equal($"Wait-DdbBackup {Arn}{OptionsOfPlace}", Elsewhere.WaitFor(Arn));
        Assert.Equal(
            $"Get-DDBBackupList -BackupType USER{Options} | Where-Object BackupStatus -eq CREATING | Wait-DdbBackup{OptionsOfPlace}",
            Elsewhere.WaitForPending);
        Assert.Equal(
            $"Get-DDBBackupList{Options} | Where-Object {{ 'Music' -in $_.TableName, $_.BackupName }} | Wait-DdbBackup{OptionsOfPlace}",
            Elsewhere.WaitForNamed("Music"));
        Assert.Equal(
            "Get-STSCallerIdentity -Region eu-west-1 -ProfileName 'night job' -ProfileLocation '/home/me/o''brien'",
            Elsewhere.ShowIdentity);
    }

    [Fact]
    public void A_command_has_no_option_that_was_not_given()
    {
        Assert.Equal("Get-DDBTableList", new PrintedCommands().ListTables);
        Assert.Equal($"Wait-DdbBackup {Arn}", new PrintedCommands { Region = "eu-west-1" }.WaitFor(Arn));
    }

    [Theory]
    [InlineData("-music", "'-music'")]
    [InlineData("007", "'007'")]
    [InlineData("it's", "'it''s'")]
    [InlineData("it\u2019s", "'it\u2019\u2019s'")]
    [InlineData("a;b", "'a;b'")]
    [InlineData("$env:X", "'$env:X'")]
    [InlineData("", "''")]
    [InlineData("Music.2-b_c", "Music.2-b_c")]
    public void A_value_that_PowerShell_would_read_otherwise_is_quoted(string name, string written)
    {
        Assert.Equal($"Get-DDBBackupList -TableName {written}", new PrintedCommands().ListBackups(name));
    }

    [Fact]
    public void A_target_adds_its_region()
    {
        var target = new BackupTarget(new ScriptedService(), "eu-west-1", "http://endpoint", new PrintedCommands { ProfileName = "night" });

        Assert.Equal("Get-DDBTableList -Region eu-west-1 -ProfileName night", target.Commands.ListTables);
    }
}
