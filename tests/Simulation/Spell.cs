namespace DynamoBackup.Simulation;

/// <summary>A sickness from one moment to another.</summary>
internal readonly record struct Spell(TimeSpan From, TimeSpan Until, Sickness Sickness)
{
    public bool Overlaps(TimeSpan from, TimeSpan until) => From <= until && Until >= from;
}
