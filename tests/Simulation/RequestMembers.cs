namespace DynamoBackup.Simulation;

/// <summary>What tests ask of requests and events of any kind.</summary>
public static class RequestMembers
{
    extension(BackupEvent backupEvent)
    {
        /// <summary>The request it is about; null for a note.</summary>
        public BackupRequest? Request => (backupEvent as RequestEvent)?.Request;

        /// <summary>Whether it is a request's outcome.</summary>
        public bool EndsRequest => backupEvent is RequestEvent { EndsRequest: true };
    }

    extension(BackupRequest? request)
    {
        /// <summary>The table to back up; null for another kind of request.</summary>
        public TableReference? Table => (request as CreateRequest)?.Table;

        /// <summary>The name of the backup to create; null while it has none, and for another kind of request.</summary>
        public string? BackupName => (request as CreateRequest)?.BackupName;

        /// <summary>The backup to wait for; null for another kind of request.</summary>
        public BackupArn? Arn => (request as WaitRequest)?.Arn;

        /// <summary>Whether the request ends only when a backup is AVAILABLE.</summary>
        public bool Wait => request is WaitRequest or CreateRequest { Wait: true };

        /// <summary>The fixed interval between polls; null where there is none.</summary>
        public TimeSpan? PollInterval => (request as WaitRequest)?.PollInterval ?? (request as CreateRequest)?.PollInterval;
    }
}
