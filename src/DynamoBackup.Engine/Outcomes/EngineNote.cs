namespace DynamoBackup.Engine.Outcomes;

/// <summary>A line for the debug, verbose or warning stream.</summary>
public sealed class EngineNote : BackupEvent
{
    internal EngineNote(NoteLevel level, string text)
        : base(null)
    {
        Level = level;
        Text = text;
    }

    /// <summary>How loud it is.</summary>
    public NoteLevel Level { get; }

    /// <summary>The line; its control characters are made visible.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override bool EndsRequest => false;
}
