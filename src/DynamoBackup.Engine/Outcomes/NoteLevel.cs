namespace DynamoBackup.Engine.Outcomes;

/// <summary>How loud a note is.</summary>
public enum NoteLevel
{
    /// <summary>One service call.</summary>
    Debug,

    /// <summary>One decision of the engine.</summary>
    Verbose,
}
